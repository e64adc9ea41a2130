package dev.retool4j.web;

import dev.retool4j.sandbox.Execution;
import dev.retool4j.sandbox.ExecutionResult.Status;
import dev.retool4j.sandbox.LocalInterpreter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// What the sandbox server counts, in Prometheus' text format.
final class SandboxMetrics {
    private static final double[] BUCKETS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

    private final Map<Status, LongAdder> byStatus = new EnumMap<>(Status.class);
    private final Map<Integer, LongAdder> refusals = new ConcurrentSkipListMap<>();
    private final LongAdder failures = new LongAdder();
    private final LongAdder[] buckets = new LongAdder[BUCKETS.length];
    private final DoubleAdder wall = new DoubleAdder();
    private final DoubleAdder cpu = new DoubleAdder();
    private final DoubleAdder queued = new DoubleAdder();

    SandboxMetrics() {
        for (var status : Status.values())
            byStatus.put(status, new LongAdder());
        for (int i = 0; i < buckets.length; i++)
            buckets[i] = new LongAdder();
    }

    void ran(Execution execution) {
        var result = execution.result();
        var counter = byStatus.get(result.status());
        if (counter != null) counter.increment();
        for (int i = 0; i < buckets.length; i++) {
            if (result.wallSeconds() <= BUCKETS[i]) buckets[i].increment();
        }
        wall.add(result.wallSeconds());
        cpu.add(result.cpuSeconds());
        queued.add(execution.queuedSeconds());
    }

    void failed() {
        failures.increment();
    }

    void refused(int status) {
        refusals.computeIfAbsent(status, key -> new LongAdder()).increment();
    }

    String text(LocalInterpreter interpreter, SandboxServerOptions options, Semaphore room) {
        var text = new StringBuilder();
        var total = byStatus.values().stream().mapToLong(LongAdder::sum).sum();
        head(text, "retool_sandbox_executions_total", "counter", "programs that ran, by how they ended");
        byStatus.forEach(
                (status, count) -> line(text, "retool_sandbox_executions_total{status=\"" + status.name().toLowerCase(Locale.ROOT) + "\"}",
                        count.sum()));
        head(text, "retool_sandbox_failures_total", "counter", "programs under which the sandbox itself failed");
        line(text, "retool_sandbox_failures_total", failures.sum());
        head(text, "retool_sandbox_refused_total", "counter", "requests that were not run, by HTTP status");
        refusals.forEach((status, count) -> line(text, "retool_sandbox_refused_total{status=\"" + status + "\"}", count.sum()));
        head(text, "retool_sandbox_wall_seconds", "histogram", "wall-clock time of programs");
        for (int i = 0; i < buckets.length; i++)
            line(text, "retool_sandbox_wall_seconds_bucket{le=\"" + BUCKETS[i] + "\"}", buckets[i].sum());
        line(text, "retool_sandbox_wall_seconds_bucket{le=\"+Inf\"}", total);
        line(text, "retool_sandbox_wall_seconds_sum", wall.sum());
        line(text, "retool_sandbox_wall_seconds_count", total);
        head(text, "retool_sandbox_cpu_seconds_total", "counter", "CPU time of programs");
        line(text, "retool_sandbox_cpu_seconds_total", cpu.sum());
        head(text, "retool_sandbox_queue_seconds_total", "counter", "time that programs waited for a worker");
        line(text, "retool_sandbox_queue_seconds_total", queued.sum());
        head(text, "retool_sandbox_in_flight", "gauge", "programs that run or wait");
        line(text, "retool_sandbox_in_flight", options.concurrency() - room.availablePermits());
        head(text, "retool_sandbox_worker_restarts_total", "counter", "workers that had to be replaced");
        line(text, "retool_sandbox_worker_restarts_total", interpreter.restarts());
        return text.toString();
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, double value) {
        text.append(name).append(' ')
                .append(value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value))
                .append('\n');
    }
}
