package dev.retool4j.cli;

import dev.retool4j.rollout.RolloutOptions;

/// How one question is put to a checkpoint.
///
/// @param interpreter whether code runs; without, the answer is text alone
/// @param seed        of the response's random stream
/// @param rollout     sampling and budgets
record SolveOptions(boolean interpreter, long seed, RolloutOptions rollout) {
    static final SolveOptions DEFAULT = new SolveOptions(true, 1, RolloutOptions.DEFAULT);
}
