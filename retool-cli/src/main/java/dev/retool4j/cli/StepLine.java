package dev.retool4j.cli;

import dev.retool4j.run.MetricNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// One line for a training step: where it stands, what it earned, what it took. Figures that were not logged are left out.
///
/// ```
/// step 128/400  reward 0.41 ▲  len 1 204  code 93%  pass 88%  kl 0.012  clip 3%  54s (rollout 31s update 15s)  left 4h02m
/// ```
final class StepLine {
    private StepLine() {}

    /// @param figures  what was logged for the step, by [MetricNames]
    /// @param previous mean reward of the step before, for the arrow; null for the first
    /// @param left     seconds that the remaining steps will take; NaN if unknown
    static String of(int step, int steps, Map<String, Double> figures, @Nullable Double previous, double left) {
        var parts = new ArrayList<String>();
        parts.add("step %d/%d".formatted(step, steps));
        var reward = figures.get(MetricNames.REWARD_MEAN);
        if (reward != null) parts.add("reward " + Figures.decimal(reward) + arrow(reward, previous));
        add(parts, "right", figures.get(MetricNames.TRAIN_ACCURACY), Figures::percent);
        add(parts, "len", figures.get(MetricNames.RESPONSE_LENGTH), Figures::count);
        add(parts, "code", figures.get(MetricNames.CODE_RATIO), Figures::percent);
        add(parts, "pass", figures.get(MetricNames.CODE_PASS_RATE), Figures::percent);
        add(parts, "kl", figures.get(MetricNames.ACTOR_KL), Figures::small);
        add(parts, "clip", figures.get(MetricNames.ACTOR_CLIP_FRACTION), Figures::percent);
        add(parts, "loss", figures.get(MetricNames.SFT_LOSS), Figures::small);
        time(parts, figures);
        if (!Double.isNaN(left)) parts.add("left " + Figures.duration(left));
        return String.join("  ", parts);
    }

    private static String arrow(double now, @Nullable Double before) {
        if (before == null || Math.abs(now - before) < 0.005) return "";
        return now > before ? " ▲" : " ▼";
    }

    private static void time(List<String> parts, Map<String, Double> figures) {
        var total = figures.get(MetricNames.TIME_STEP);
        if (total == null) return;
        var shares = new ArrayList<String>();
        add(shares, "rollout", figures.get(MetricNames.TIME_ROLLOUT), Figures::duration);
        add(shares, "update", figures.get(MetricNames.TIME_UPDATE), Figures::duration);
        parts.add(Figures.duration(total) + (shares.isEmpty() ? "" : " (" + String.join(" ", shares) + ")"));
    }

    private static void add(List<String> parts, String name, @Nullable Double value, DoubleFunction<String> format) {
        if (value != null && !value.isNaN()) parts.add(name + " " + format.apply(value));
    }
}
