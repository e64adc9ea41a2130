package dev.retool4j.data;

import java.util.List;
import java.util.random.RandomGenerator;

/// Draws what a problem family needs for one statement: numbers of the statement's split, and free ones.
///
/// @param random the only source of chance
/// @param split  whose numbers [#number] yields
record Draw(RandomGenerator random, Split split) {

    /// A number from `low` to `high`, both included, that the split admits.
    int number(int low, int high) {
        for (int tries = 0; tries < 100_000; tries++) {
            int n = any(low, high);
            if (split.admits(n)) return n;
        }
        throw new IllegalStateException("no number from " + low + " to " + high + " belongs to split " + split.label());
    }

    /// A number from `low` to `high`, both included, whatever the split.
    int any(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
