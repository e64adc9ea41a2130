package dev.retool4j.train;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.reward.RewardFunction;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.Trajectory;
import java.util.List;
import java.util.function.Consumer;

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

    /// @param finished told of each trajectory when it ends
    /// @return problem by problem, sample by sample
    public List<Scored> run(InterleavedRollout rollouts, RewardFunction reward, Consumer<Trajectory> finished) {
        return rollouts.collect(problems, samples, seed, "eval-" + set, finished).stream()
                .map(trajectory -> new Scored(trajectory, reward.score(trajectory.problem(), trajectory.response()))).toList();
    }
}
