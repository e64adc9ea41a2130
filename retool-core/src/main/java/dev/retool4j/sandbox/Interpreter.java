package dev.retool4j.sandbox;

import java.util.concurrent.CompletableFuture;

/// Runs Python snippets, each as a fresh process that shares nothing with another. Safe for use by many threads.
public interface Interpreter extends AutoCloseable {

    /// Queues a snippet and returns at once; cancelling the future stops the snippet.
    /// The future fails with [InterpreterException] when the sandbox, not the program, failed after retries.
    CompletableFuture<ExecutionResult> submit(String code, Limits limits);

    /// Runs a snippet and waits for it.
    default ExecutionResult run(String code, Limits limits) {
        try {
            return submit(code, limits).join();
        } catch (java.util.concurrent.CompletionException e) {
            if (e.getCause() instanceof InterpreterException cause) throw cause;
            throw new InterpreterException("the interpreter failed: " + e.getCause(), e);
        }
    }

    /// What runs the snippets and how they are kept apart, in words, for the record of a score.
    String description();

    @Override
    void close();
}
