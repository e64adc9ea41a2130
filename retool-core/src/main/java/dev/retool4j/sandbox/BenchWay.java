package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One way to run a program, measured slice by slice.
final class BenchWay {
    /// One execution as the way itself saw it.
    ///
    /// @param cpu    CPU seconds of the program's process
    /// @param inside seconds inside the worker
    /// @param queued seconds in the queue
    record Sample(double cpu, double inside, double queued) {
        static final Sample UNKNOWN = new Sample(0, 0, 0);
    }

    /// Runs the program once.
    interface Call {
        Sample run() throws IOException, InterruptedException;
    }

    /// @param latency seconds from request to answer
    private record Measured(double latency, Sample sample) {}

    private final String name;
    private final Call call;
    private final @Nullable Semaphore room;
    private final List<Measured> measured = new ArrayList<>(); // guarded by itself
    private double elapsed;

    /// @param room bounds what runs at once; null: the way does so itself
    BenchWay(String name, @Nullable Semaphore room, Call call) {
        this.name = name;
        this.room = room;
        this.call = call;
    }

    String name() {
        return name;
    }

    /// A cold interpreter for each program.
    static Call cold(String python, String code, String expected) {
        return () -> {
            var process = new ProcessBuilder(python, "-c", code).redirectErrorStream(true).start();
            try {
                process.getOutputStream().close();
                var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0 || !output.equals(expected)) throw new IOException(python + " failed: " + output.strip());
                return Sample.UNKNOWN;
            } finally {
                process.destroyForcibly();
            }
        };
    }

    static Call pool(LocalInterpreter pool, String code, Limits limits, String expected) {
        return () -> {
            var execution = pool.execute(new Snippet(code, limits)).join();
            var result = execution.result();
            if (!result.stdout().equals(expected)) throw new IOException("the sandbox gave " + result);
            return new Sample(result.cpuSeconds(), result.wallSeconds(), execution.queuedSeconds());
        };
    }

    static Call remote(Interpreter server, String code, Limits limits, String expected) {
        return () -> {
            var result = server.run(code, limits);
            if (!result.stdout().equals(expected)) throw new IOException("the server gave " + result);
            return new Sample(result.cpuSeconds(), 0, 0);
        };
    }

    /// Runs for a time, each caller at least once.
    void slice(int callers, double seconds) {
        var failure = new AtomicReference<@Nullable String>();
        var begin = System.nanoTime();
        var end = begin + (long) (seconds * 1e9);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < callers; i++) {
                threads.execute(() -> {
                    do {
                        try {
                            once();
                        } catch (IOException | InterruptedException | RuntimeException e) {
                            failure.set(String.valueOf(e.getMessage()));
                            return;
                        }
                    } while (System.nanoTime() < end && failure.get() == null);
                });
            }
        }
        if (failure.get() != null) throw new InterpreterException("measuring " + name + " with " + callers + " callers: " + failure.get());
        elapsed += (System.nanoTime() - begin) / 1e9;
    }

    private void once() throws IOException, InterruptedException {
        var start = System.nanoTime();
        if (room != null) room.acquire();
        Sample sample;
        try {
            sample = call.run();
        } finally {
            if (room != null) room.release();
        }
        synchronized (measured) {
            measured.add(new Measured((System.nanoTime() - start) / 1e9, sample));
        }
    }

    /// What all slices gave, which are forgotten then.
    BenchReport.Row row(int callers) {
        synchronized (measured) {
            var latencies = measured.stream().mapToDouble(Measured::latency).toArray();
            Arrays.sort(latencies);
            var count = latencies.length;
            var inside = measured.stream().mapToDouble(m -> m.sample.inside).sum() / count;
            var outside = measured.stream().mapToDouble(m -> m.latency - m.sample.inside - m.sample.queued).sum() / count;
            var row = new BenchReport.Row(name, callers, count, count / elapsed, latencies[count / 2], latencies[(int) (count * 0.99)],
                    measured.stream().mapToDouble(m -> m.sample.cpu).sum() / count, inside, inside == 0 ? 0 : outside);
            measured.clear();
            elapsed = 0;
            return row;
        }
    }
}
