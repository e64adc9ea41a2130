package dev.retool4j.data;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Runs each source once and remembers the result. A run that ended in an exception is not remembered.
public final class CachingRunner implements CodeRunner {
    private final CodeRunner runner;
    private final ConcurrentHashMap<String, CompletableFuture<Execution>> results = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();

    CachingRunner(CodeRunner runner) {
        this.runner = runner;
    }

    @Override
    public Execution run(String source) {
        requests.incrementAndGet();
        var mine = new CompletableFuture<Execution>();
        var known = results.putIfAbsent(source, mine);
        if (known != null) return join(known);
        try {
            var result = runner.run(source);
            mine.complete(result);
            return result;
        } catch (RuntimeException | Error e) {
            results.remove(source, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static Execution join(CompletableFuture<Execution> known) {
        try {
            return known.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw e;
        }
    }

    @Override
    public CachingRunner caching() {
        return this;
    }

    /// How many runs were asked for.
    public long requests() {
        return requests.get();
    }

    /// How many different programs were run.
    public int programs() {
        return results.size();
    }
}
