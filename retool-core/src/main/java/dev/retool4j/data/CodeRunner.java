package dev.retool4j.data;

/// Really runs the code blocks of traces. Safe for use by many threads.
@FunctionalInterface
public interface CodeRunner {

    /// Runs Python source as a fresh program and waits for its end. A program that fails is a result; an exception means that nothing is
    /// known about the program.
    Execution run(String source);

    /// The same, remembering results by source: cold-start corpora hold many programs several times.
    default CachingRunner caching() {
        return new CachingRunner(this);
    }
}
