package dev.retool4j.train;

import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.ValueHead;
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
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// Data-parallel workers in one process: each has a platform thread, and a model that shares the weights and has gradients of its own.
/// Work is given out by index and gradients are added in worker order, so the result does not depend on timing.
///
/// Several single-threaded workers are faster than one worker with several native threads at small sizes, where each operation is short.
final class Workers implements AutoCloseable {

    /// One worker's networks; gradients accumulate in them.
    record Replica(Transformer model, @Nullable ValueHead critic) {}

    /// What a worker does with its share.
    @FunctionalInterface
    interface Task<S, R> {
        R run(Replica replica, S share) throws Exception;
    }

    private final List<Replica> replicas = new ArrayList<>();
    private final List<ExecutorService> threads = new ArrayList<>();

    /// @param weights the first worker's, with gradients; the others get gradient buffers of their own
    /// @param critic  likewise, or null
    /// @param nativeThreads of each worker's operations
    Workers(Weights weights, @Nullable ValueHead critic, int count, int nativeThreads) {
        for (int i = 0; i < count; i++) {
            replicas.add(
                    new Replica(new Transformer(i == 0 ? weights : weights.trainable()),
                            critic == null || i == 0 ? critic : critic.replica()));
            int number = i;
            var thread = Executors
                    .newSingleThreadExecutor(task -> Thread.ofPlatform().daemon().name("retool-train-" + number).unstarted(task));
            thread.execute(() -> NativeSetup.initialize(nativeThreads));
            threads.add(thread);
        }
    }

    int count() {
        return replicas.size();
    }

    /// Runs each share on the worker of its index, inside a `PointerScope`, and returns the results in order.
    <S, R> List<R> run(List<S> shares, Task<S, R> task) {
        if (shares.size() > count()) throw new IllegalArgumentException(shares.size() + " shares for " + count() + " workers");
        var running = new ArrayList<Future<R>>();
        for (int i = 0; i < shares.size(); i++) {
            int index = i;
            Callable<R> work = () -> {
                try (var scope = new PointerScope()) {
                    return task.run(replicas.get(index), shares.get(index));
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
                else
                    failure.addSuppressed(e);
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
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var sums = gradients(replicas.getFirst());
            for (var replica : replicas.subList(1, count())) {
                var parts = gradients(replica);
                for (int i = 0; i < sums.size(); i++)
                    sums.get(i).add_(parts.get(i));
            }
        }
    }

    void zeroGradients() {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            for (var replica : replicas)
                gradients(replica).forEach(Tensor::zero_);
        }
    }

    private static List<Tensor> gradients(Replica replica) {
        var model = replica.model().weights().gradient();
        return replica.critic() == null ? List.of(model) : List.of(model, replica.critic().gradient());
    }

    @Override
    public void close() {
        threads.forEach(ExecutorService::shutdownNow);
    }
}
