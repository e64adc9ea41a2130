package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Checkpoints;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Weights;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One step of fine-tuning and one of PPO on each architecture: loss and gradients against PyTorch on Hugging Face's models.
class ArchitectureGradientsTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH, PROMPT = 3;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static List<String> names() throws IOException {
        return Checkpoints.names();
    }

    static List<String> namesWithPpo() throws IOException {
        var names = new ArrayList<String>();
        for (var name : names())
            if (Checkpoints.has(name, "ppo.loss")) names.add(name);
        return names;
    }

    /// The ways in which a pass is fitted into memory: none changes its result.
    static List<PassOptions> passes() {
        var plain = PassOptions.DEFAULT.withThreads(1);
        return List.of(plain, plain.withCheckpointing(true), plain.withPacking(true), plain.withLogitRows(3),
                plain.withCheckpointing(true).withPacking(true).withLogitRows(7));
    }

    static Stream<Arguments> sft() throws IOException {
        return names().stream().flatMap(name -> passes().stream()
                .flatMap(pass -> Stream.of(0, LENGTH).map(microbatch -> Arguments.of(name, pass, microbatch))));
    }

    static Stream<Arguments> ppo() throws IOException {
        return namesWithPpo().stream()
                .flatMap(name -> passes().stream()
                        .flatMap(pass -> Stream.of(1, ROWS).map(microbatch -> Arguments.of(name, pass, microbatch))));
    }

    @ParameterizedTest
    @MethodSource("sft")
    void anSftStepHasPyTorchsLossAndGradients(String name, PassOptions pass, int microbatchTokens) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name));
        var ids = Checkpoints.ids(name);
        var masks = masks(name);
        var options = new SftOptions(1, ROWS * LENGTH, microbatchTokens, OptimizerOptions.adamW(1e-5), ScheduleOptions.CONSTANT,
                Double.POSITIVE_INFINITY,
                1,
                pass, 0);
        try (var trainer = new SftTrainer(weights, options)) {
            var documents = List.of(new TokenizedExample(ids[0], masks[0]), new TokenizedExample(ids[1], masks[1]));
            var progress = trainer.run(documents.iterator(), p -> {}, () -> false);
            assertThat(progress.loss()).isCloseTo(Checkpoints.expected(name, "sft.loss", 1)[0], within(1e-4));
            assertAgree(trainer.weights().gradient(), Checkpoints.gradient(name, "sft", weights.parameters()));
        }
    }

    @ParameterizedTest
    @MethodSource("ppo")
    void aPpoStepHasPyTorchsLossAndGradients(String name, PassOptions pass, int microbatch) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name));
        var options = new RlOptions(RlOptions.Algorithm.GRPO, 1, 1, ROWS, 1, 1, microbatch, 1, pass, 1, 1, true,
                false, PolicyLoss.DEFAULT,
                LossAggregation.TOKEN_MEAN, OptimizerOptions.adamW(1e-5), ScheduleOptions.CONSTANT, Double.POSITIVE_INFINITY,
                RlOptions.CriticOptions.DEFAULT, RlOptions.OldLogprobs.ENGINE);
        var ids = Checkpoints.ids(name);
        var masks = masks(name);
        var old = Checkpoints.expected(name, "ppo.old", ROWS, LENGTH);
        var advantages = Checkpoints.expected(name, "ppo.advantages", ROWS, LENGTH);
        var items = new ArrayList<PolicyUpdate.Item>();
        for (int row = 0; row < ROWS; row++) {
            var trajectory = new Trajectory("t" + row, new Problem("p", "q", "1"), row, Arrays.copyOf(ids[row], PROMPT),
                    Arrays.copyOfRange(ids[row], PROMPT, LENGTH), segments(masks[row]), response(old, row), new float[0], List.of(),
                    StopReason.ANSWERED, 0);
            assertThat(trajectory.lossMask()).isEqualTo(Arrays.copyOfRange(masks[row], PROMPT, LENGTH));
            items.add(new PolicyUpdate.Item(trajectory, response(advantages, row), new float[LENGTH - PROMPT]));
        }
        var distribution = new TokenDistribution(Sampling.temperature(1), new NoTokens(), weights.config().vocabularySize(),
                weights.placement());
        try (distribution; var learner = new Learner(weights, null, options); var workers = new Workers(learner.weights(), null, 1, 1)) {
            var statistics = new PolicyUpdate(options, distribution, workers, learner, LENGTH).run(1, items, 1).statistics();
            assertThat(statistics.policyLoss()).isCloseTo(Checkpoints.expected(name, "ppo.loss", 1)[0], within(1e-4));
            assertAgree(learner.weights().gradient(), Checkpoints.gradient(name, "ppo", weights.parameters()));
        }
    }

    private static void assertAgree(Tensor gradient, float[] expected) {
        assertThat(Checkpoints.difference(expected, new float[expected.length])).as("the largest gradient").isGreaterThan(0.01);
        assertThat(Checkpoints.difference(Tensors.floats(gradient), expected)).as("the largest difference").isLessThan(1e-4);
    }

    private static boolean[][] masks(String name) throws IOException {
        var flat = Checkpoints.expected(name, "sft.mask", ROWS, LENGTH);
        var masks = new boolean[ROWS][LENGTH];
        for (int i = 0; i < flat.length; i++)
            masks[i / LENGTH][i % LENGTH] = flat[i] == 1;
        return masks;
    }

    private static float[] response(float[] all, int row) {
        return Arrays.copyOfRange(all, row * LENGTH + PROMPT, (row + 1) * LENGTH);
    }

    /// Sampled tokens as code, the others as the interpreter's.
    private static List<Segment> segments(boolean[] mask) {
        var segments = new ArrayList<Segment>();
        int begin = PROMPT;
        for (int at = PROMPT + 1; at <= LENGTH; at++) {
            if (at < LENGTH && mask[at] == mask[begin]) continue;
            segments.add(new Segment(mask[begin] ? Span.Kind.CODE : Span.Kind.INTERPRETER, begin - PROMPT, at - PROMPT, ""));
            begin = at;
        }
        return segments;
    }
}
