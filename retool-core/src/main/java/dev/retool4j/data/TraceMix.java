package dev.retool4j.data;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/// How often each kind of trace is written.
///
/// @param weights weight by kind; they need not add up to 1
public record TraceMix(Map<TraceKind, Double> weights) {

    /// The tool policy's cold start: both habits, so that reinforcement learning has something to choose from, and two bad ones.
    public static final TraceMix TOOL = new TraceMix(Map.of(TraceKind.TEXT, 0.36, TraceKind.QUICK, 0.20, TraceKind.EARLY, 0.22,
            TraceKind.LATE, 0.05, TraceKind.FIXED, 0.07, TraceKind.GIVEN_UP, 0.06, TraceKind.WRONG, 0.04));

    /// The text-only policy's cold start: no code anywhere, nothing wrong.
    public static final TraceMix TEXT = new TraceMix(Map.of(TraceKind.TEXT, 0.55, TraceKind.QUICK, 0.45));

    public TraceMix {
        double sum = 0;
        for (var entry : weights.entrySet()) {
            if (!(entry.getValue() >= 0)) throw new IllegalArgumentException("weight of " + entry + " must not be negative");
            sum += entry.getValue();
        }
        if (!(sum > 0)) throw new IllegalArgumentException("a trace mix needs a positive weight, got " + weights);
        weights = Map.copyOf(new EnumMap<>(weights));
    }

    /// The share of one kind, 0 to 1.
    public double share(TraceKind kind) {
        return weights.getOrDefault(kind, 0.0) / weights.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    TraceKind draw(RandomGenerator random) {
        double rest = random.nextDouble();
        var last = TraceKind.TEXT;
        for (var kind : TraceKind.values()) {
            double share = share(kind);
            if (share == 0) continue;
            last = kind;
            rest -= share;
            if (rest < 0) return kind;
        }
        return last;
    }
}
