package dev.retool4j.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;

/// Runs tasks one at a time, always a random one of those that wait: the seed permutes what finishes before what.
final class ShufflingExecutor implements Executor, AutoCloseable {
    private final List<Runnable> waiting = new ArrayList<>(); // guarded by this
    private final Random random;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::work);
    private boolean closed; // guarded by this

    ShufflingExecutor(long seed) {
        random = new Random(seed);
        thread.start();
    }

    @Override
    public synchronized void execute(Runnable task) {
        waiting.add(task);
        notifyAll();
    }

    private void work() {
        while (true) {
            Runnable task;
            synchronized (this) {
                while (waiting.isEmpty() && !closed) {
                    try {
                        wait();
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                if (closed) return;
                task = waiting.remove(random.nextInt(waiting.size()));
            }
            task.run();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
