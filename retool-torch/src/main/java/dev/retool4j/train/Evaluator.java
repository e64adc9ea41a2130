package dev.retool4j.train;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.model.Policy;
import dev.retool4j.reward.RewardFunction;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.Protocol;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Scores a policy on a set of problems: several samples of each, every one from its own random stream, the same streams each time.
///
/// @param set      name of the set, for files and metrics
/// @param problems what is asked
/// @param samples  per problem, before and after training; the paper takes 32 and calls their mean accuracy pass@1
/// @param between  samples per problem at the points between: fewer, since these only draw a curve
/// @param seed     of the samples' random streams
public record Evaluator(String set, List<Problem> problems, int samples, int between, long seed) {
    public Evaluator {
        problems = List.copyOf(problems);
        if (problems.isEmpty()) throw new IllegalArgumentException("evaluation set " + set + " has no problems");
        if (samples < 1 || between < 1)
            throw new IllegalArgumentException("an evaluation needs at least one sample per problem, got " + Math.min(samples, between));
    }

    public Evaluator(String set, List<Problem> problems, int samples, long seed) {
        this(set, problems, samples, samples, seed);
    }

    /// The same with as many samples as the points between have.
    Evaluator curvePoint() {
        return new Evaluator(set, problems, between, between, seed);
    }

    /// How this evaluation is made.
    ///
    /// @param name what people call the policy: `run@step`, or a model folder's name
    public Protocol protocol(InterleavedRollout rollouts, RewardFunction reward, Policy policy, String name) {
        return protocol(rollouts, reward, new Protocol.PolicyId(name, policy.weights().fingerprint(), policy.tokenizer().hash()));
    }

    /// The same for a policy that may be elsewhere.
    public Protocol protocol(InterleavedRollout rollouts, RewardFunction reward, Protocol.PolicyId policy) {
        return Protocol.of(rollouts, reward.scoring(), policy, problems.size(), samples, seed);
    }

    /// @param finished told of each trajectory when it ends
    /// @return problem by problem, sample by sample
    public List<Scored> run(InterleavedRollout rollouts, RewardFunction reward, Consumer<Trajectory> finished) {
        return run(rollouts, reward, (problem, sample) -> null, scored -> finished.accept(scored.trajectory()));
    }

    /// What is known of an evaluation that was begun earlier.
    @FunctionalInterface
    public interface Known {
        /// A problem's sample, or null if it is to be written.
        @Nullable
        Scored find(Problem problem, int sample);
    }

    /// The same, where some of the samples are known.
    ///
    /// @param finished told of each new sample when it ends, by one thread at a time
    public List<Scored> run(InterleavedRollout rollouts, RewardFunction reward, Known known, Consumer<Scored> finished) {
        var scored = new IdentityHashMap<Trajectory, Scored>();
        var trajectories = rollouts.collect(problems, samples, seed, "eval-" + set, (problem, sample) -> {
            var before = known.find(problem, sample);
            if (before == null) return null;
            scored.put(before.trajectory(), before);
            return before.trajectory();
        }, trajectory -> {
            var fresh = new Scored(trajectory, reward.score(trajectory.problem(), trajectory.response()));
            scored.put(trajectory, fresh);
            finished.accept(fresh);
        });
        return trajectories.stream().map(trajectory -> Objects.requireNonNull(scored.get(trajectory))).toList();
    }
}
