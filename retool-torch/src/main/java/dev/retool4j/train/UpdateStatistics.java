package dev.retool4j.train;

/// What the update of one step did, over all its minibatches.
///
/// @param policyLoss         mean over minibatches
/// @param valueLoss          mean over minibatches; 0 without a critic
/// @param gradientNorm       of the policy before clipping, mean over minibatches
/// @param criticGradientNorm likewise of the critic
/// @param mismatchMax        largest |log-probability by the trainer − at sampling| in the first minibatch, where the weights are still
///                           those that sampled
/// @param mismatchMean       mean of the same
/// @param tokens             tokens that went through forward and backward, prompts and padding included
public record UpdateStatistics(PolicyStats policy, ValueStats value, double policyLoss, double valueLoss, double gradientNorm,
        double criticGradientNorm, double mismatchMax, double mismatchMean, long tokens) {}
