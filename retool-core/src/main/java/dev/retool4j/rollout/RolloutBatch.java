package dev.retool4j.rollout;

import dev.retool4j.chat.Conversation;
import dev.retool4j.data.Problem;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.InterpreterException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The samples of one [InterleavedRollout#collect]: starts them, waits for them, and keeps their order.
final class RolloutBatch {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutBatch.class);

    private final Engine engine;
    private final @Nullable Interpreter interpreter;
    private final RolloutOptions options;
    private final Conversation conversation;
    private final List<SampleRollout> samples = new ArrayList<>();
    private final ScheduledThreadPoolExecutor timers;
    private final AtomicInteger interpreterFailures = new AtomicInteger();
    private final AtomicInteger engineFailures = new AtomicInteger();
    private final AtomicReference<@Nullable EngineException> engineFailure = new AtomicReference<>(); // the first
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Object listening = new Object();

    RolloutBatch(Engine engine, @Nullable Interpreter interpreter, RolloutOptions options, Conversation conversation) {
        this.engine = engine;
        this.interpreter = interpreter;
        this.options = options;
        this.conversation = conversation;
        this.timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("rollout-timer").factory());
        timers.setRemoveOnCancelPolicy(true);
    }

    void add(String id, Problem problem, int sample, int[] prompt, long seed) {
        samples.add(new SampleRollout(this, id, problem, sample, prompt, seed, List.of(), ResponseListener.NONE));
    }

    void add(String id, Problem problem, ResponseRequest request, ResponseListener listener) {
        samples.add(new SampleRollout(this, id, problem, 0, request.prompt(), request.seed(), request.stops(), listener));
    }

    /// Writes all samples, each on a virtual thread, and returns them in the order in which they were added.
    List<Trajectory> write(Consumer<Trajectory> finished) {
        var results = new Trajectory[samples.size()];
        var threads = new ArrayList<Thread>(samples.size());
        for (int i = 0; i < results.length; i++) {
            int index = i;
            threads.add(Thread.ofVirtual().name("rollout-" + i).start(() -> {
                try {
                    results[index] = samples.get(index).write();
                    synchronized (listening) {
                        finished.accept(results[index]);
                    }
                } catch (Throwable e) {
                    if (failure.compareAndSet(null, e)) cancel();
                }
            }));
        }
        boolean interrupted = join(threads);
        timers.shutdownNow();
        if (interrupted) Thread.currentThread().interrupt();
        var cause = failure.get();
        if (cause instanceof RuntimeException e) throw e;
        if (cause instanceof Error e) throw e;
        if (interpreterFailures.get() > 0)
            LOG.warn("the interpreter failed in {} of {} trajectories, which are left out of training and scores",
                    interpreterFailures.get(),
                    results.length);
        var engineFailed = engineFailure.get();
        if (engineFailed != null)
            LOG.warn("the engine failed in {} of {} trajectories, which are left out of training and scores; the first: {}",
                    engineFailures.get(), results.length, engineFailed.getMessage());
        return List.of(results);
    }

    void cancel() {
        samples.forEach(sample -> sample.stop(StopReason.ABORTED));
    }

    Engine engine() {
        return engine;
    }

    @Nullable
    Interpreter interpreter() {
        return interpreter;
    }

    RolloutOptions options() {
        return options;
    }

    Conversation conversation() {
        return conversation;
    }

    Future<?> schedule(Runnable task, double seconds) {
        return timers.schedule(task, (long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    }

    void interpreterFailed(String id, InterpreterException e) {
        interpreterFailures.incrementAndGet();
        LOG.debug("interpreter failure in trajectory {}", id, e);
    }

    void engineFailed(String id, EngineException e) {
        engineFailures.incrementAndGet();
        engineFailure.compareAndSet(null, e);
        LOG.debug("engine failure in trajectory {}", id, e);
    }

    /// Waits for all; an interrupt cancels them and is waited out, since each ends by itself soon after.
    private boolean join(List<Thread> threads) {
        boolean interrupted = false;
        for (var thread : threads) {
            while (true) {
                try {
                    thread.join();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancel();
                }
            }
        }
        return interrupted;
    }
}
