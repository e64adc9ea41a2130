package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.Problem;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.reward.Reward;
import dev.retool4j.reward.RewardFunction;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.sandbox.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RlTrainerTest {
    @TempDir
    private static Path folder;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void load() throws IOException {
        NativeSetup.initialize(1);
        new BpeTrainer(300, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("yes no 0 1 2 3")).write(folder);
        tokenizer = HuggingFaceTokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void ppoMakesTheRewardedTokenLikely() {
        assertThat(learn(options(RlOptions.Algorithm.PPO, 1), 1, 25).getLast()).isGreaterThan(0.8);
    }

    @Test
    void groupRelativeMakesTheRewardedTokenLikely() {
        assertThat(learn(options(RlOptions.Algorithm.GRPO, 1), 8, 25).getLast()).isGreaterThan(0.8);
    }

    @Test
    void theSameSeedGivesTheSameCurve() {
        var options = options(RlOptions.Algorithm.PPO, 2);
        assertThat(learn(options, 1, 4)).isEqualTo(learn(options, 1, 4));
    }

    @Test
    void logprobsOfEngineAndTrainerAgree() {
        var mismatches = new ArrayList<Double>();
        run(options(RlOptions.Algorithm.PPO, 1), 1, 3, RlTrainerTest::sevens, step -> mismatches.add(step.update().mismatchMax()));
        assertThat(mismatches).hasSize(3).allSatisfy(m -> assertThat(m).isLessThan(1e-4));
    }

    @Test
    void recomputedLogprobsGiveTheSameStepAsTheEngines() {
        var engine = options(RlOptions.Algorithm.PPO, 1);
        var recompute = new RlOptions(engine.algorithm(), engine.steps(), engine.promptsPerStep(), engine.groupSize(), engine.minibatches(),
                engine.epochs(),
                engine.microbatch(), engine.workers(), engine.pass(), 1, 1, true, true, engine.loss(), engine.aggregation(),
                engine.optimizer(),
                engine.schedule(), 1.0,
                engine.critic(), RlOptions.OldLogprobs.RECOMPUTE);
        assertThat(learn(recompute, 1, 2)).isEqualTo(learn(engine, 1, 2));
    }

    @Test
    void aRewardThatIsNoNumberNamesItsTrajectory() {
        assertThatThrownBy(
                () -> run(options(RlOptions.Algorithm.GRPO, 1), 8, 1, (p, r) -> new Reward(Double.NaN, false, null, "broken"), step -> {}))
                .hasMessageContaining("trajectory");
    }

    private static List<Double> learn(RlOptions options, int groupSize, int steps) {
        var accuracies = new ArrayList<Double>();
        run(options, groupSize, steps, RlTrainerTest::sevens,
                step -> accuracies.add(step.scored().stream().mapToDouble(s -> s.reward().correct() ? 1 : 0).average().orElseThrow()));
        return accuracies;
    }

    private static void run(RlOptions options, int groupSize, int steps, RewardFunction reward, RlTrainer.StepListener listener) {
        var sized = new RlOptions(options.algorithm(), steps, 64 / groupSize, groupSize, options.minibatches(), 1, 32, options.workers(),
                options.pass(), 1,
                1, true,
                options.divideByStd(), options.loss(), options.aggregation(), options.optimizer(), options.schedule(), 1.0,
                options.critic(),
                options.oldLogprobs());
        var weights = Initialization.random(config(), 4);
        var critic = RlTrainer.critic(sized, weights, 9);
        try (var engine = new LocalEngine(weights, critic, tokenizer, new LocalEngine.Options(32, 100, 1))) {
            var rollouts = new InterleavedRollout(engine, null, rollout());
            try (var trainer = new RlTrainer(weights, critic, new RolloutSite.InProcess(engine), rollouts, rollout(), reward,
                    RlTrainerTest::problems, sized, 3)) {
                trainer.run(listener, () -> false);
            }
        }
    }

    private static Reward sevens(Problem problem, String response) {
        boolean correct = response.contains("7");
        return new Reward(correct ? 1 : -1, correct, response, correct ? "equal" : "different");
    }

    private static List<Problem> problems(int step, int count) {
        return IntStream.range(0, count).mapToObj(i -> new Problem("p" + step + "-" + i, "write " + i % 4, "7")).toList();
    }

    private static RlOptions options(RlOptions.Algorithm algorithm, int workers) {
        return new RlOptions(algorithm, 25, 8, 8, 2, 1, 32, workers, PassOptions.DEFAULT.withThreads(1), 1, 1, true, true,
                PolicyLoss.DEFAULT, LossAggregation.TOKEN_MEAN,
                OptimizerOptions.adamW(1e-2), ScheduleOptions.CONSTANT, 1.0,
                new RlOptions.CriticOptions(16, 1e-2, 1, Double.POSITIVE_INFINITY),
                RlOptions.OldLogprobs.ENGINE);
    }

    private static RolloutOptions rollout() {
        return new RolloutOptions(Sampling.temperature(1), 12, 12, 2, 60, InterpreterOutput.DEFAULT, Limits.DEFAULT, "demo");
    }

    private static ModelConfig config() {
        return new ModelConfig(tokenizer.vocabularySize(), 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 128, true);
    }
}
