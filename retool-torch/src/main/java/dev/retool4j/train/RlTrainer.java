package dev.retool4j.train;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.ValueHead;
import dev.retool4j.model.Weights;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.reward.RewardFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reinforcement learning with multi-turn rollouts and the final answer's correctness as only reward (ReTool §2.3).
///
/// Rollouts and update alternate; both use the same weights in memory, so that nothing has to be copied between them.
public final class RlTrainer implements AutoCloseable {

    /// What is learned from: a batch of problems for each step. The same step must always give the same problems, for resuming.
    @FunctionalInterface
    public interface ProblemSampler {
        List<Problem> next(int step, int count);
    }

    /// One finished step.
    ///
    /// @param scored         all trajectories, those of failed infrastructure included
    /// @param advantages     what the estimator gave for the scorable ones, in order
    /// @param tokens         what the update saw of the tokens of the scorable ones, in order
    /// @param rolloutSeconds of the step spent in rollouts
    /// @param updateSeconds  of the step spent in the update
    /// @param sampledTokens  tokens that the policy drew
    public record Step(int step, List<Scored> scored, AdvantageEstimator.Estimate advantages, UpdateStatistics update,
            List<TokenFigures> tokens, double learningRate, double rolloutSeconds, double updateSeconds, long sampledTokens) {}

    /// Told of every step: logs, evaluates, saves.
    @FunctionalInterface
    public interface StepListener {
        void onStep(Step step);
    }

    private final RlOptions options;
    private final RewardFunction reward;
    private final ProblemSampler sampler;
    private final RolloutSite site;
    private final InterleavedRollout rollouts;
    private final AdvantageEstimator estimator;
    private final Learner learner;
    private final Workers workers;
    private final PolicyUpdate update;
    private final long seed;
    private int finished;

    /// @param policy      weights, changed in place
    /// @param site        where trajectories are generated
    /// @param rollouts    on that site's engine
    /// @param seed        of the samples' random streams and of the minibatches' shuffling
    public RlTrainer(Weights policy, @Nullable ValueHead critic, RolloutSite site, InterleavedRollout rollouts,
            RolloutOptions rolloutOptions,
            RewardFunction reward, ProblemSampler sampler, RlOptions options, long seed) {
        this.options = options;
        this.reward = reward;
        this.sampler = sampler;
        this.site = site;
        this.rollouts = rollouts;
        this.seed = seed;
        this.estimator = options.estimator();
        this.learner = new Learner(policy, critic, options);
        this.workers = new Workers(learner.weights(), critic, options.workers(), options.pass().threadsOf(options.workers()));
        this.update = new PolicyUpdate(options,
                new TokenDistribution(rolloutOptions.sampling(), site.engine().tokenizer(), policy.config().vocabularySize(),
                        policy.placement()),
                workers, learner, rolloutOptions.responseTokens());
    }

    /// The critic that the options ask for: null where the algorithm has none.
    public static @Nullable ValueHead critic(RlOptions options, Weights policy, long seed) {
        return options.algorithm() == RlOptions.Algorithm.GRPO
                ? null
                : ValueHead.create(policy.config().hiddenSize(), options.critic().width(), new SplittableRandom(seed), policy.placement());
    }

    /// Trains until [RlOptions#steps], or until `stop` says so between two steps. A step whose rollouts were aborted is not learned from.
    public void run(StepListener listener, BooleanSupplier stop) {
        for (int step = finished + 1; step <= options.steps() && !stop.getAsBoolean(); step++) {
            var problems = sampler.next(step, options.promptsPerStep());
            long begun = System.nanoTime();
            site.publish(finished);
            var trajectories = rollouts.collect(problems, options.groupSize(), InterleavedRollout.sampleSeed(seed, step, 0),
                    "train-%06d".formatted(step));
            if (stop.getAsBoolean() || Thread.currentThread().isInterrupted()) return;
            var scored = score(estimator.needsValues() ? update.valued(trajectories) : trajectories);
            var learnable = scored.stream().filter(Scored::scorable).toList();
            if (learnable.isEmpty()) throw EngineException.noneScorable(scored.size(), "step " + step);
            long generated = System.nanoTime();
            var advantages = estimator.estimate(learnable.stream().map(this::outcome).toList());
            var outcome = update.run(step, items(learnable, advantages), InterleavedRollout.sampleSeed(seed, step, 1));
            finished = step;
            long updated = System.nanoTime();
            listener.onStep(new Step(step, scored, advantages, outcome.statistics(), outcome.tokens(), learner.learningRate(step),
                    (generated - begun) * 1e-9,
                    (updated - generated) * 1e-9, trajectories.stream().mapToLong(Trajectory::sampled).sum()));
        }
    }

    private List<Scored> score(List<Trajectory> trajectories) {
        return trajectories.stream().map(t -> new Scored(t, reward.score(t.problem(), t.response()))).toList();
    }

    private AdvantageEstimator.Outcome outcome(Scored scored) {
        var t = scored.trajectory();
        return new AdvantageEstimator.Outcome(t.lossMask(), estimator.needsValues() ? t.values() : new float[0], scored.reward().reward(),
                t.problem().id());
    }

    private static List<PolicyUpdate.Item> items(List<Scored> scored, AdvantageEstimator.Estimate estimate) {
        var items = new ArrayList<PolicyUpdate.Item>();
        for (int i = 0; i < scored.size(); i++)
            items.add(new PolicyUpdate.Item(scored.get(i).trajectory(), estimate.advantages().get(i), estimate.returns().get(i)));
        return items;
    }

    /// The last finished step.
    public int finished() {
        return finished;
    }

    /// Everything beside the policy's weights that going on needs: optimiser moments and the critic, as one checkpoint's tensors.
    public List<NamedTensor> state() {
        return learner.state();
    }

    /// Goes on after `step`: its [#state] was copied back into the tensors by the caller.
    public void resumeAfter(int step) {
        finished = step;
    }

    @Override
    public void close() {
        workers.close();
        learner.close();
    }
}
