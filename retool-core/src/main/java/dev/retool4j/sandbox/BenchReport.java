package dev.retool4j.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// What [SandboxBench] measured, all in one run.
public record BenchReport(List<Row> rows, List<Ratio> ratios) {
    static final String COLD = "cold python3";
    static final String COLD_OWN = "cold, the environment's python3";
    static final String COLD_SYMPY = "cold python3 with sympy and numpy";
    static final String BARE = "bare fork of the warm process";
    static final String LEARNED = "sympy's solve, learned";
    static final String NOT_LEARNED = "sympy's solve, not learned";

    /// One way to run a program, with a number of callers that each wait for their answer.
    ///
    /// @param way        what ran
    /// @param callers    programs asked for at once
    /// @param executions how many ran
    /// @param perSecond  executions per second
    /// @param p50        median seconds from request to answer
    /// @param p99        99th percentile of it
    /// @param cpu        CPU seconds of a program's own process, mean; 0 where it is not known
    /// @param inside     seconds from the request's arrival at the worker to its answer, mean; 0 where it is not known
    /// @param outside    seconds that the way there and back took, mean: what Java adds, without waiting in the queue
    public record Row(String way, int callers, int executions, double perSecond, double p50, double p99, double cpu, double inside,
            double outside) {}

    /// A figure that says how two ways compare.
    ///
    /// @param name   what is compared
    /// @param value  how many times as much
    /// @param wanted what it should be, in words; empty where nothing is asked
    /// @param holds  whether it is
    public record Ratio(String name, double value, String wanted, boolean holds) {}

    public BenchReport {
        rows = List.copyOf(rows);
        ratios = List.copyOf(ratios);
    }

    /// @param tiers names of the ways that are tiers of ours, the strongest first
    static BenchReport of(List<Row> rows, List<String> tiers) {
        var ratios = new ArrayList<Ratio>();
        var few = rows.stream().mapToInt(Row::callers).min().orElse(1);
        var many = rows.stream().mapToInt(Row::callers).filter(count -> count <= 32).max().orElse(few);
        for (var tier : tiers) {
            var strongest = tier.equals(tiers.getFirst());
            ratio(rows, few, tier, BARE, Row::p50).ifPresent(value -> ratios
                    .add(new Ratio(tier + " / bare fork, p50, " + callers(few), value, strongest ? "≤ 1.3" : "", value <= 1.3)));
            ratio(rows, many, tier, COLD_SYMPY, Row::perSecond)
                    .ifPresent(value -> ratios.add(new Ratio(tier + " / cold with sympy and numpy, executions/s, " + callers(many), value,
                            strongest && many == 32 ? "≥ 100" : "", value >= 100)));
            ratio(rows, many, tier, COLD, Row::perSecond)
                    .ifPresent(value -> ratios.add(new Ratio(tier + " / cold python3, executions/s, " + callers(many), value,
                            strongest && many == 32 ? "≥ 8" : "", value >= 8)));
            ratio(rows, many, tier, COLD_OWN, Row::perSecond).ifPresent(value -> ratios.add(
                    new Ratio(tier + " / cold, the environment's python3, executions/s, " + callers(many), value, "", true)));
        }
        ratio(rows, few, LEARNED, NOT_LEARNED, Row::p50).ifPresent(
                value -> ratios
                        .add(new Ratio("learned / not learned, sympy's solve, p50, " + callers(few), value, "≤ 0.34", value <= 0.34)));
        row(rows, tiers.getFirst(), few).ifPresent(row -> {
            var value = row.outside / row.inside;
            ratios.add(new Ratio("what Java adds / what the worker takes, " + callers(few), value, "< 0.1", value < 0.1));
        });
        return new BenchReport(rows, ratios);
    }

    private static String callers(int count) {
        return count == 1 ? "1 caller" : count + " callers";
    }

    private static Optional<Double> ratio(List<Row> rows, int callers, String above, String below, ToDoubleFunction<Row> figure) {
        return row(rows, above, callers)
                .flatMap(a -> row(rows, below, callers).map(b -> figure.applyAsDouble(a) / figure.applyAsDouble(b)));
    }

    private static Optional<Row> row(List<Row> rows, String way, int callers) {
        return rows.stream().filter(row -> row.way.equals(way) && row.callers == callers).findFirst();
    }
}
