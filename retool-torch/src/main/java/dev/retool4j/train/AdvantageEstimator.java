package dev.retool4j.train;

import java.util.List;

/// Says how much better each sampled token was than expected, from the rewards of whole trajectories. Pure arithmetic on arrays.
///
/// Only tokens with a true loss mask take part; what the interpreter wrote gets advantage and return 0 and is invisible to the
/// recursion. Trajectories that are not scorable (the interpreter's infrastructure failed, the run was stopped) must not be passed in.
public sealed interface AdvantageEstimator permits Gae, GroupRelative {

    /// @throws IllegalArgumentException if a mask and its values differ in length, or a value or reward is not finite; the message names
    ///                                  the index in `batch`
    Estimate estimate(List<Outcome> batch);

    /// Whether [Outcome#values] must be there.
    boolean needsValues();

    /// What an estimator sees of one trajectory.
    ///
    /// @param lossMask true where the policy sampled the token; [response length]
    /// @param values   the critic's value of the state before each token, ignored where the mask is false; [response length], or empty
    /// @param reward   of the whole trajectory; it is due on the last sampled token
    /// @param group    trajectories of one problem in one batch share it
    record Outcome(boolean[] lossMask, float[] values, double reward, String group) {}

    /// @param advantages       per trajectory [response length], 0 where the mask is false
    /// @param returns          per trajectory [response length], the critic's targets, 0 where the mask is false
    /// @param groups           distinct groups in the batch
    /// @param degenerateGroups those whose trajectories all have the same reward: under [GroupRelative] they teach nothing
    record Estimate(List<float[]> advantages, List<float[]> returns, int groups, int degenerateGroups) {}
}
