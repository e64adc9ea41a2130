package dev.retool4j.train;

import dev.retool4j.model.Qwen2;
import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/// Data-parallel workers in one process: each has a platform thread, and a model that shares the weights and has gradients of its own.
/// Work is given out by index and gradients are added in worker order, so the result does not depend on timing.
///
/// Several single-threaded workers are faster than one worker with several native threads at small sizes, where each operation is short.
final class Workers implements AutoCloseable {

    /// What a worker does with its share; the share's gradients accumulate in the model's weights.
    @FunctionalInterface
    interface Task<S, R> {
        R run(Qwen2 model, S share) throws Exception;
    }

    private final List<Qwen2> models = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();

    /// @param weights the first worker's, with gradients; the others get gradient buffers of their own
    /// @param nativeThreads threads that one native operation of a worker may use
    Workers(Weights weights, int count, int nativeThreads) {
        for (int i = 0; i < count; i++) {
            models.add(new Qwen2(i == 0 ? weights : weights.trainable()));
            int number = i;
            var thread = Executors.newSingleThreadExecutor(task -> Thread.ofPlatform().daemon().name("retool-train-" + number).unstarted(task));
            thread.execute(() -> torch.set_num_threads(nativeThreads));
            threads.add(thread);
        }
    }

    int count() {
        return models.size();
    }

    /// Runs each share on the worker of its index, inside a `PointerScope`, and returns the results in order.
    <S, R> List<R> run(List<S> shares, Task<S, R> task) {
        if (shares.size() > count()) throw new IllegalArgumentException(shares.size() + " shares for " + count() + " workers");
        var running = new ArrayList<Future<R>>();
        for (int i = 0; i < shares.size(); i++) {
            int index = i;
            Callable<R> work = () -> {
                try (var scope = new PointerScope()) {
                    return task.run(models.get(index), shares.get(index));
                }
            };
            running.add(threads.get(i).submit(work));
        }
        var results = new ArrayList<R>();
        RuntimeException failure = null;
        for (var future : running) {
            try {
                results.add(await(future));
            } catch (RuntimeException e) {
                if (failure == null) failure = e;
                else failure.addSuppressed(e);
            }
        }
        if (failure != null) throw failure;
        return results;
    }

    /// Waits even when interrupted: native work cannot be stopped half way; the flag is set again for the caller.
    private static <R> R await(Future<R> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof RuntimeException cause) throw cause;
                    if (e.getCause() instanceof Error error) throw error;
                    throw new IllegalStateException("a training worker failed", e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Adds the other workers' gradients to the first one's.
    void sumGradients() {
        var first = models.getFirst().weights().gradient();
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            for (var model : models.subList(1, count()))
                first.add_(model.weights().gradient());
        }
    }

    void zeroGradients() {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            for (var model : models)
                model.weights().gradient().zero_();
        }
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
