package dev.retool4j.train;

/// Reinforcement learning: the algorithm, its batch and its loss. What the paper (§2.3, §3.1) gives is marked; it gives neither clip
/// bounds nor GAE parameters nor batch sizes beyond the minibatch, so the defaults are those of the public recipe for it.
///
/// @param algorithm       PPO with a critic (the paper) or group-relative (GRPO)
/// @param steps           rollout and learning iterations; the paper: 400 with the tool, 1080 without
/// @param promptsPerStep  problems per step
/// @param groupSize       samples per problem; 1 is usual for PPO
/// @param minibatches     optimiser steps per epoch over the step's batch; the paper's minibatch has 512 trajectories
/// @param epochs          passes over the step's batch
/// @param microbatch      trajectories per forward pass
/// @param workers         data-parallel workers of the update, each with a thread
/// @param pass            how a pass of the update is fitted into memory
/// @param gamma           discount per sampled token (PPO)
/// @param lambda          GAE's λ (PPO)
/// @param whiten          whether PPO's advantages are whitened over the batch
/// @param divideByStd     whether GRPO divides by the group's standard deviation
/// @param loss            clip bounds, dual clip, KL (paper: 0) and entropy bonus
/// @param aggregation     how token losses become one number
/// @param optimizer       of the policy; the paper: AdamW, 1e-6
/// @param schedule        of the policy's learning rate
/// @param gradientClip    largest norm of the policy's gradient; infinity (.inf) switches clipping off
/// @param critic          of PPO
/// @param oldLogprobs     where the ratio's denominator comes from
public record RlOptions(Algorithm algorithm, int steps, int promptsPerStep, int groupSize, int minibatches, int epochs, int microbatch,
        int workers, PassOptions pass,
        double gamma, double lambda, boolean whiten, boolean divideByStd, PolicyLoss loss, LossAggregation aggregation,
        OptimizerOptions optimizer, ScheduleOptions schedule,
        double gradientClip, CriticOptions critic, OldLogprobs oldLogprobs) {

    /// How advantages come about.
    public enum Algorithm {
        /// a critic and generalised advantage estimation; the paper's
        PPO,
        /// the reward minus the group's mean; needs several samples per problem
        GRPO
    }

    /// Where the log-probabilities of the behaviour policy come from.
    public enum OldLogprobs {
        /// as recorded when the tokens were drawn: no extra forward pass; right where engine and trainer agree, as they do in fp32 here
        ENGINE,
        /// recomputed by the trainer on the same weights before the first update of a step
        RECOMPUTE
    }

    /// @param width        of the value head's inner layer
    /// @param learningRate of its AdamW
    /// @param warmup       steps in which only the critic learns
    /// @param valueClip    how far a value may move from its old one before its loss is clipped; infinity switches clipping off
    public record CriticOptions(int width, double learningRate, int warmup, double valueClip) {
        public static final CriticOptions DEFAULT = new CriticOptions(64, 2e-3, 3, 0.5);

        public CriticOptions {
            if (width < 1) throw new IllegalArgumentException("critic.width must be at least 1, got " + width);
            if (!(learningRate > 0 && learningRate < 1))
                throw new IllegalArgumentException("critic.learning_rate must be in (0, 1), got " + learningRate);
            if (warmup < 0) throw new IllegalArgumentException("critic.warmup must be 0 or more steps, got " + warmup);
            if (!(valueClip > 0))
                throw new IllegalArgumentException("critic.value_clip must be positive, or .inf for none, got " + valueClip);
        }
    }

    public static final RlOptions DEFAULT = new RlOptions(Algorithm.PPO, 400, 64, 8, 4, 1, 16, 1, PassOptions.DEFAULT, 1, 1, true, true,
            PolicyLoss.DEFAULT,
            LossAggregation.TOKEN_MEAN,
            OptimizerOptions.adamW(1e-6), new ScheduleOptions(5, 0, 1), 1.0, CriticOptions.DEFAULT, OldLogprobs.ENGINE);

    public RlOptions {
        atLeast("steps", steps, 0);
        atLeast("prompts_per_step", promptsPerStep, 1);
        atLeast("group_size", groupSize, 1);
        atLeast("minibatches", minibatches, 1);
        atLeast("epochs", epochs, 1);
        atLeast("microbatch", microbatch, 1);
        atLeast("workers", workers, 1);
        if (minibatches > promptsPerStep)
            throw new IllegalArgumentException(
                    "minibatches is " + minibatches + ", but a step has only prompts_per_step=" + promptsPerStep + " problems");
        if (algorithm == Algorithm.GRPO && groupSize < 2)
            throw new IllegalArgumentException(
                    "algorithm=grpo compares samples of the same problem: group_size must be at least 2, got " + groupSize);
        if (!(gradientClip > 0))
            throw new IllegalArgumentException("gradient_clip must be positive, or .inf for none, got " + gradientClip);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) throw new IllegalArgumentException(name + " must be at least " + least + ", got " + value);
    }

    /// The advantage estimator that the algorithm uses.
    AdvantageEstimator estimator() {
        return switch (algorithm) {
            case PPO -> new Gae(gamma, lambda, whiten);
            case GRPO -> new GroupRelative(divideByStd);
        };
    }

    /// Trajectories per step.
    public int trajectoriesPerStep() {
        return promptsPerStep * groupSize;
    }
}
