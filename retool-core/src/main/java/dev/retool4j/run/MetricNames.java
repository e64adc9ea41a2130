package dev.retool4j.run;

/// The names under which figures are logged, in one place: trainer, dashboard and report spell them the same way. `docs/metrics.md`
/// defines each of them.
public final class MetricNames {
    /// mean reward of the step's scorable trajectories
    public static final String REWARD_MEAN = "reward/mean";
    /// share of the step's scorable trajectories with a right answer
    public static final String TRAIN_ACCURACY = "accuracy/train";
    /// share of groups whose rewards are all equal, which carry no group-relative gradient
    public static final String GROUPS_WITHOUT_SIGNAL = "reward/groups_without_signal";
    /// trajectories left out because the infrastructure failed
    public static final String EXCLUDED = "rollout/excluded";

    /// mean response length in tokens, interpreter output included
    public static final String RESPONSE_LENGTH = "response/length";
    /// share of trajectories that ended at a token budget
    public static final String RESPONSE_CLIPPED = "response/clip_ratio";
    /// share of responses with at least one code block
    public static final String CODE_RATIO = "code/ratio";
    /// share of code blocks that ran without error
    public static final String CODE_PASS_RATE = "code/pass_rate";

    /// mean entropy of the policy over trained tokens, in nats
    public static final String ACTOR_ENTROPY = "actor/entropy";
    /// policy loss, as minimised
    public static final String ACTOR_LOSS = "actor/loss";
    /// share of trained tokens whose ratio was clipped
    public static final String ACTOR_CLIP_FRACTION = "actor/clip_fraction";
    /// norm of the policy's gradient before clipping
    public static final String ACTOR_GRAD_NORM = "actor/grad_norm";
    /// learning rate of the policy
    public static final String ACTOR_LEARNING_RATE = "actor/learning_rate";
    /// estimated KL divergence between the behaviour policy and the updated policy
    public static final String ACTOR_KL = "actor/kl";
    /// largest absolute difference between the log-probability at sampling and the trainer's recomputation
    public static final String ACTOR_MISMATCH_MAX = "actor/mismatch_max";
    /// mean absolute difference of the same
    public static final String ACTOR_MISMATCH_MEAN = "actor/mismatch_mean";

    /// value loss, as minimised
    public static final String CRITIC_LOSS = "critic/loss";
    /// 1 − Var(return − value) / Var(return)
    public static final String CRITIC_EXPLAINED_VARIANCE = "critic/explained_variance";
    /// norm of the critic's gradient before clipping
    public static final String CRITIC_GRAD_NORM = "critic/grad_norm";

    /// cross-entropy per trained token of supervised fine-tuning, in nats
    public static final String SFT_LOSS = "sft/loss";
    /// the same on held-out examples
    public static final String SFT_HELD_OUT_LOSS = "sft/held_out_loss";

    /// seconds of the step spent in rollouts, waiting for the interpreter included
    public static final String TIME_ROLLOUT = "time/rollout";
    /// seconds that interpreter calls took, summed over calls; they overlap with each other and with decoding
    public static final String TIME_INTERPRETER = "time/interpreter";
    /// programs that the interpreter ran, per second of the step's rollouts
    public static final String SANDBOX_RUNS_PER_SECOND = "speed/sandbox_runs_per_second";
    /// prefix: share of the step's code blocks that failed in one way, such as `sandbox/error/NameError` or `sandbox/error/TimeLimit`; the
    /// rarest together as `other`
    public static final String SANDBOX_ERROR = "sandbox/error/";
    /// seconds of the step spent in the update
    public static final String TIME_UPDATE = "time/update";
    /// seconds of the whole step
    public static final String TIME_STEP = "time/step";

    /// sampled tokens per second of rollout
    public static final String ROLLOUT_TOKENS_PER_SECOND = "speed/rollout_tokens_per_second";
    /// prompt and response tokens per second of update
    public static final String TRAIN_TOKENS_PER_SECOND = "speed/train_tokens_per_second";

    /// last part of an evaluation's accuracy, avg@k
    public static final String ACCURACY = "accuracy";
    /// last part of an evaluation's standard error of avg@k
    public static final String STANDARD_ERROR = "stderr";

    private MetricNames() {}

    /// The name of an evaluation's figure: `eval/<set>/<measure>`, for example `eval/heldout/accuracy` or `eval/heldout/code/ratio`.
    public static String evaluation(String set, String measure) {
        return "eval/" + set + "/" + measure;
    }
}
