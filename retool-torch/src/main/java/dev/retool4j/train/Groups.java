package dev.retool4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.retool4j.train.AdvantageEstimator.Outcome;

/// The rewards of a batch by group.
final class Groups {
    private static final double SAME = 1e-9;

    private final Map<String, Group> byName;

    private Groups(Map<String, Group> byName) {
        this.byName = byName;
    }

    /// @param std        with n − 1 in the denominator; 0 for a group of one
    /// @param degenerate whether all rewards are equal
    record Group(double mean, double std, boolean degenerate) {}

    /// @throws IllegalArgumentException if a reward is not finite
    static Groups of(List<Outcome> batch) {
        var rewards = new LinkedHashMap<String, List<Double>>();
        for (int i = 0; i < batch.size(); i++) {
            var outcome = batch.get(i);
            if (!Double.isFinite(outcome.reward())) {
                throw new IllegalArgumentException("trajectory %d of the batch (group %s): the reward is %s".formatted(i, outcome.group(),
                        outcome.reward()));
            }
            rewards.computeIfAbsent(outcome.group(), name -> new ArrayList<>()).add(outcome.reward());
        }
        var groups = new LinkedHashMap<String, Group>();
        rewards.forEach((name, of) -> groups.put(name, group(of)));
        return new Groups(groups);
    }

    Group get(String name) {
        var group = byName.get(name);
        if (group == null) throw new IllegalArgumentException("no group " + name);
        return group;
    }

    int count() {
        return byName.size();
    }

    int degenerate() {
        return (int) byName.values().stream().filter(Group::degenerate).count();
    }

    private static Group group(List<Double> rewards) {
        var summary = rewards.stream().mapToDouble(Double::doubleValue).summaryStatistics();
        double mean = summary.getAverage();
        double squares = rewards.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum();
        double std = rewards.size() < 2 ? 0 : Math.sqrt(squares / (rewards.size() - 1));
        return new Group(mean, std, summary.getMax() - summary.getMin() <= SAME);
    }
}
