package dev.retool4j.rollout;

import org.jspecify.annotations.Nullable;

/// What one call of [Engine.Sequence#generate] sampled.
///
/// @param tokens   the sampled ids, the one that completed the stop string or the end-of-text id included
/// @param logprobs log-probability of each id under the temperature-scaled distribution, before top-k and top-p cut it; same length
/// @param values   the critic's value of the state before each id; same length, or empty where the engine has no critic
/// @param finish   why it stopped
/// @param stop     the stop string found, if [Finish#STOP]
public record Generation(int[] tokens, float[] logprobs, float[] values, Finish finish, @Nullable String stop) {

    /// Why generation stopped.
    public enum Finish {
        /// a stop string stands at the end of the decoded text
        STOP,
        /// the policy drew the end-of-text id
        END_OF_TEXT,
        /// the token budget of this call is used up
        LENGTH,
        /// the engine is closing, or the sequence was cancelled
        ABORTED
    }
}
