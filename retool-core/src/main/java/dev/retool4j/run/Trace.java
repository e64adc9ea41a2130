package dev.retool4j.run;

import dev.retool4j.analysis.Scored;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Trajectory;
import java.util.Map;

/// A trajectory as it is kept in a run directory.
///
/// @param step        the step that it belongs to
/// @param trajectory  the record of the rollout
/// @param reward      what it earned
/// @param annotations further figures known when it was written, by name
public record Trace(int step, Trajectory trajectory, Reward reward, Map<String, Double> annotations) {
    public Trace {
        annotations = Map.copyOf(annotations);
    }

    public static Trace of(int step, Scored scored) {
        return new Trace(step, scored.trajectory(), scored.reward(), Map.of());
    }

    public Scored scored() {
        return new Scored(trajectory, reward);
    }
}
