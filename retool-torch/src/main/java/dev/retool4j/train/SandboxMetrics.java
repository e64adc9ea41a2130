package dev.retool4j.train;

import dev.retool4j.analysis.Correction;
import dev.retool4j.analysis.Scored;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.run.MetricNames;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// How the interpreter fared in one step.
final class SandboxMetrics {
    /// A policy may raise exceptions of names that it makes up: only these have a figure of their own.
    private static final Set<String> KINDS = Set.of("SyntaxError", "IndentationError", "NameError", "TypeError", "ValueError", "IndexError",
            "KeyError", "AttributeError", "ImportError", "ModuleNotFoundError", "ZeroDivisionError", "RecursionError", "AssertionError",
            "OverflowError", "Malformed", "TimeLimit", "MemoryLimit", "OutputLimit", "Crashed");

    private SandboxMetrics() {}

    /// @param rolloutSeconds of the step
    /// @return nothing where no code was called
    static Map<String, Double> of(List<Scored> step, double rolloutSeconds) {
        var calls = step.stream().flatMap(scored -> scored.trajectory().calls().stream()).toList();
        if (calls.isEmpty()) return Map.of();
        var metrics = new LinkedHashMap<String, Double>();
        long ran = calls.stream().filter(call -> call.result() != null).count();
        metrics.put(MetricNames.SANDBOX_RUNS_PER_SECOND, ran / Math.max(1e-9, rolloutSeconds));
        calls.stream().filter(call -> !call.succeeded()).collect(Collectors.groupingBy(SandboxMetrics::kind, Collectors.counting()))
                .forEach((kind, count) -> metrics.put(MetricNames.SANDBOX_ERROR + kind, count / (double) calls.size()));
        return metrics;
    }

    private static String kind(InterpreterCall call) {
        var error = Correction.error(call);
        return KINDS.contains(error) ? error : "other";
    }
}
