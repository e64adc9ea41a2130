package dev.retool4j.train;

import java.util.ArrayList;
import java.util.List;

/// Group-relative advantages without a critic (GRPO, arXiv 2402.03300): the reward minus the mean over the trajectories of the same
/// problem, the same for every sampled token of a trajectory.
///
/// A group of one, or one whose rewards are all equal, is degenerate: its advantages are 0 and it is counted.
///
/// @param divideByStd whether to divide by the group's standard deviation (n − 1 in the denominator) as GRPO does; without it
///                    (Dr. GRPO, arXiv 2503.20783) problems of middling difficulty do not weigh less than easy and hard ones
public record GroupRelative(boolean divideByStd) implements AdvantageEstimator {
    private static final double EPSILON = 1e-6;

    @Override
    public boolean needsValues() {
        return false;
    }

    /// Returns are the undiscounted reward; nothing is trained on them.
    @Override
    public Estimate estimate(List<Outcome> batch) {
        var groups = Groups.of(batch);
        var advantages = new ArrayList<float[]>();
        var returns = new ArrayList<float[]>();
        for (var outcome : batch) {
            var group = groups.get(outcome.group());
            double advantage = group.degenerate() ? 0 : outcome.reward() - group.mean();
            if (divideByStd) advantage /= group.std() + EPSILON;
            advantages.add(spread(outcome.lossMask(), advantage));
            returns.add(spread(outcome.lossMask(), outcome.reward()));
        }
        return new Estimate(advantages, returns, groups.count(), groups.degenerate());
    }

    private static float[] spread(boolean[] mask, double value) {
        var tokens = new float[mask.length];
        for (int t = 0; t < mask.length; t++) {
            if (mask[t]) tokens[t] = (float) value;
        }
        return tokens;
    }
}
