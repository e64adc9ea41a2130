package dev.retool4j.reward;

import dev.retool4j.data.Problem;

/// Scores a finished response. A pure function: no clock, no thread, no evaluation of code.
@FunctionalInterface
public interface RewardFunction {

    /// @param response everything after the prompt, interpreter output included, as text
    Reward score(Problem problem, String response);

    /// How it judges, for the record of a score.
    default Scoring scoring() {
        return Scoring.UNKNOWN;
    }
}
