package dev.retool4j.reward;

/// How a reward function judges, in names, for the record of a score.
///
/// @param reward    name of the reward function
/// @param extractor the rule that finds the final answer, see [AnswerExtractor#names]
/// @param verifier  what decides whether it is the ground truth, with its version
public record Scoring(String reward, String extractor, String verifier) {
    /// Of a function that does not say.
    public static final Scoring UNKNOWN = new Scoring("custom", "unknown", "unknown");
}
