package dev.retool4j.train;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// Runs an action once when a stop is asked for, so that rollouts under way end instead of being waited out.
final class StopWatcher implements AutoCloseable {
    private static final long MILLISECONDS = 100;

    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("retool-stop").factory());

    StopWatcher(BooleanSupplier stop, Runnable action) {
        timer.scheduleWithFixedDelay(() -> {
            if (!stop.getAsBoolean()) return;
            action.run();
            timer.shutdown();
        }, MILLISECONDS, MILLISECONDS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
