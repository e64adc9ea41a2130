package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Measures executions per second: a cold `python3`, a cold one that imports sympy and numpy, and our tiers, in one run.
public final class SandboxBench {
    private static final String WARM = "import sympy, numpy\nprint(1 + 1)";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private SandboxBench() {}

    /// One way to run a program, with a number of callers that each wait for their answer.
    ///
    /// @param way       what ran
    /// @param callers   programs in flight
    /// @param perSecond executions per second
    /// @param p50       median seconds from request to answer
    /// @param p99       99th percentile of it
    /// @param cpu       CPU seconds of a program's own process, mean; 0 where it is not known
    public record Row(String way, int callers, double perSecond, double p50, double p99, double cpu) {}

    private interface Way {
        /// Runs the program once and gives the CPU seconds that it took.
        double run() throws IOException, InterruptedException;
    }

    /// Measures each way with each number of callers.
    ///
    /// @param options  of the pool; its isolation is tried, and none besides for comparison
    /// @param callers  numbers of callers
    /// @param seconds  time per row
    /// @param progress is told each row as it comes
    /// @throws InterpreterException where the sandbox does not start
    public static List<Row> run(LocalOptions options, List<Integer> callers, double seconds, Consumer<Row> progress) {
        if (!(seconds > 0)) throw new IllegalArgumentException("seconds per row must be positive, got " + seconds);
        var python = PythonEnvironment.find(options.python(), line -> {});
        var rows = new ArrayList<Row>();
        for (var caller : callers)
            rows.add(measure("cold python3", caller, seconds, () -> cold(python, "print(1 + 1)"), progress));
        for (var caller : callers)
            rows.add(measure("cold python3, sympy and numpy", caller, seconds, () -> cold(python, WARM), progress));
        for (var isolation : List.of(Isolation.NONE, options.isolation())) {
            try (var pool = LocalInterpreter.start(options.withPython(python).withIsolation(isolation), line -> {})) {
                for (int i = 0; i < 20; i++)
                    warm(pool);
                for (var caller : callers)
                    rows.add(measure("warm, isolation " + pool.isolation(), caller, seconds, () -> warm(pool), progress));
            }
        }
        return List.copyOf(rows);
    }

    private static double cold(Path python, String code) throws IOException {
        var outcome = PythonProbe.execute(List.of(python.toString(), "-I", "-B", "-c", code), (int) LIMIT.toSeconds());
        if (outcome.exitCode() != 0 || !outcome.output().equals("2\n")) throw new IOException(python + " failed: " + outcome.output());
        return 0;
    }

    private static double warm(LocalInterpreter pool) {
        var result = pool.run(WARM, new Limits(LIMIT, 1024, 256, 32));
        if (!result.stdout().equals("2\n")) throw new IllegalStateException("the sandbox gave " + result);
        return result.cpuSeconds();
    }

    private static Row measure(String name, int callers, double seconds, Way way, Consumer<Row> progress) {
        var latencies = new ArrayList<Double>();
        var cpu = new double[1];
        var failures = new AtomicInteger();
        var reason = new String[]{""};
        var begin = System.nanoTime();
        var end = begin + (long) (seconds * 1e9);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                threads.execute(() -> {
                    do {
                        var start = System.nanoTime();
                        try {
                            var used = way.run();
                            synchronized (latencies) {
                                latencies.add((System.nanoTime() - start) / 1e9);
                                cpu[0] += used;
                            }
                        } catch (IOException | InterruptedException | RuntimeException e) {
                            reason[0] = String.valueOf(e.getMessage());
                            failures.incrementAndGet();
                            return;
                        }
                    } while (System.nanoTime() < end);
                });
            }
        }
        if (failures.get() > 0)
            throw new InterpreterException("measuring " + name + ": " + failures.get() + " callers failed, the last: " + reason[0]);
        var total = (System.nanoTime() - begin) / 1e9;
        var sorted = latencies.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        var row = new Row(name, callers, sorted.length / total, sorted[sorted.length / 2], sorted[(int) (sorted.length * 0.99)],
                cpu[0] / sorted.length);
        progress.accept(row);
        return row;
    }
}
