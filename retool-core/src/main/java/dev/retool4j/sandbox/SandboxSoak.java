package dev.retool4j.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Runs very many programs, some of them hostile, and says whether each got its own answer and nothing was left behind.
public final class SandboxSoak {
    private static final int SHOWN_PROBLEMS = 20;
    private static final int SETTLE = 200;
    private static final long MOST_GROWTH_KB = 16 << 10;
    private static final int SETTLING = 50; // tenths of a second

    private SandboxSoak() {}

    /// What came of it.
    ///
    /// @param isolation   the tier, in words
    /// @param executions  programs that were asked for
    /// @param answered    of them, how many gave an answer of their own
    /// @param seconds     all of it took
    /// @param statuses    how programs ended
    /// @param restarts    workers that had to be replaced
    /// @param descriptors of all processes before and after, idle
    /// @param memoryKb    private memory of all workers before and after, idle
    /// @param problems    what was wrong, at most 20
    /// @param count       how much was wrong
    public record Report(String isolation, long executions, long answered, double seconds,
            Map<ExecutionResult.Status, Long> statuses, long restarts, List<Integer> descriptors, List<Long> memoryKb,
            List<String> problems, long count) {
        public Report {
            statuses = Collections.unmodifiableMap(new EnumMap<>(statuses));
            descriptors = List.copyOf(descriptors);
            memoryKb = List.copyOf(memoryKb);
            problems = List.copyOf(problems);
        }
    }

    /// @param options    of the pool
    /// @param executions programs in all; one in ten is hostile
    /// @param callers    that each wait for their answer
    /// @param seed       which program comes when
    /// @param progress   is told how many are done, now and then
    /// @throws InterpreterException where the sandbox does not start
    public static Report run(LocalOptions options, long executions, int callers, long seed, Consumer<Long> progress)
            throws InterruptedException {
        if (executions < 1) throw new IllegalArgumentException("executions must be at least 1, got " + executions);
        if (callers < 1) throw new IllegalArgumentException("callers must be at least 1, got " + callers);
        var tally = new Tally(executions);
        var traces = Traces.now();
        var begin = System.nanoTime();
        ProcessTree before;
        ProcessTree after;
        String isolation;
        long restarts;
        try (var pool = LocalInterpreter.start(options, line -> {})) {
            isolation = pool.isolation();
            pool.awaitWorkers();
            load(pool, new Tally(SETTLE), callers, seed - 1, done -> {}); // what is made at first use is there then
            before = ProcessTree.now();
            load(pool, tally, callers, seed, progress);
            after = settled(before);
            restarts = pool.restarts();
        }
        var seconds = (System.nanoTime() - begin) / 1e9;
        if (tally.answered.get() != executions) tally.wrong(executions - tally.answered.get() + " programs were not answered");
        if (after.zombies() > 0) tally.wrong(after.zombies() + " zombies");
        if (after.processes() > before.processes()) tally.wrong(after.processes() + " processes, before " + before.processes());
        if (after.descriptors() > before.descriptors())
            tally.wrong(after.descriptors() + " descriptors, before " + before.descriptors());
        if (after.memoryKb() > before.memoryKb() + MOST_GROWTH_KB)
            tally.wrong(after.memoryKb() + " KiB of memory, before " + before.memoryKb());
        var left = new TreeSet<>(Traces.now());
        left.removeAll(traces);
        if (!left.isEmpty()) tally.wrong("still there: " + String.join(", ", left));
        return new Report(isolation, executions, tally.answered.get(), seconds, tally.statuses, restarts,
                List.of(before.descriptors(), after.descriptors()), List.of(before.memoryKb(), after.memoryKb()), tally.problems,
                tally.count);
    }

    /// The processes once they have tidied up behind the last programs; as they are after a few seconds at the latest.
    private static ProcessTree settled(ProcessTree before) {
        var now = ProcessTree.now();
        for (int i = 0; i < SETTLING && (now.zombies() > 0 || now.processes() > before.processes()
                || now.descriptors() > before.descriptors()); i++) {
            LockSupport.parkNanos(100_000_000);
            now = ProcessTree.now();
        }
        return now;
    }

    private static void load(LocalInterpreter pool, Tally tally, int callers, long seed, Consumer<Long> progress) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                threads.execute(() -> {
                    for (long number; (number = tally.next.getAndIncrement()) < tally.executions;) {
                        tally.run(pool, number, seed);
                        if ((number + 1) % Math.max(1, tally.executions / 100) == 0) progress.accept(number + 1);
                    }
                });
            }
        }
    }

    private static final class Tally {
        final long executions;
        final AtomicLong next = new AtomicLong();
        final AtomicLong answered = new AtomicLong();
        final Map<ExecutionResult.Status, Long> statuses = new EnumMap<>(ExecutionResult.Status.class); // guarded by this
        final List<String> problems = new ArrayList<>(); // guarded by this
        long count; // guarded by this

        Tally(long executions) {
            this.executions = executions;
        }

        void run(LocalInterpreter pool, long number, long seed) {
            var random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number);
            var program = random.nextInt(10) == 0
                    ? SoakProgram.HOSTILE.get(random.nextInt(SoakProgram.HOSTILE.size()))
                    : SoakProgram.HARMLESS;
            try {
                var result = pool.execute(program.snippet(number)).join().result();
                answered.incrementAndGet();
                synchronized (this) {
                    statuses.merge(result.status(), 1L, Long::sum);
                }
                var problem = program.verdict(number, result);
                if (problem != null) wrong(problem);
            } catch (CompletionException e) {
                wrong(program.name() + " " + number + ": " + e.getCause());
            }
        }

        synchronized void wrong(String problem) {
            count++;
            if (problems.size() < SHOWN_PROBLEMS) problems.add(problem);
        }
    }
}
