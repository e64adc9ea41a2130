package dev.retool4j.analysis;

import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Trajectory;
import java.util.List;

/// A trajectory with what it earned: the unit of every score and measure.
public record Scored(Trajectory trajectory, Reward reward) {

    /// Whether it says something about the policy; see [dev.retool4j.rollout.StopReason#scorable].
    public boolean scorable() {
        return trajectory.stop().scorable();
    }

    /// Those that count, in order; the others are the infrastructure's failures.
    static List<Scored> scorable(List<Scored> samples) {
        return samples.stream().filter(Scored::scorable).toList();
    }
}
