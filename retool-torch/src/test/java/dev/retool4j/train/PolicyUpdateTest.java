package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Weights;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Trajectories of the form prompt, sampled tokens, interpreter tokens, sampled tokens.
class PolicyUpdateTest {
    private static final ModelConfig TINY = new ModelConfig(40, 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 64, true);
    private static final int[] PROMPT = {3, 4, 5};

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    /// Against autograd on the objective written out for one trajectory: −Σ A·log π over the sampled tokens, divided by their number
    /// (the ratio is 1 before the first update).
    @Test
    void theGradientIsThatOfTheSampledTokensAlone() {
        var weights = Initialization.random(TINY, 2);
        var advantages = new float[]{0.5f, -1, 9, 9, 2, 0.25f}; // those of the interpreter's tokens must not matter
        var trajectory = trajectory("t", weights, 20, 21);

        var brute = weights.trainable();
        try (var scope = new PointerScope()) {
            var model = new Transformer(brute);
            var all = all(trajectory);
            var hidden = model.hidden(AbstractTensor.create(all, 1, all.length)).view(-1, TINY.hiddenSize());
            var logprobs = distribution().logprobs(model.logits(hidden));
            var loss = torch.zeros(new long[0]);
            for (int t : new int[]{0, 1, 4, 5})
                loss = loss.add(
                        logprobs.select(0, PROMPT.length + t - 1).select(0, trajectory.tokens()[t]).mul(new Scalar(-advantages[t] / 4.0)));
            loss.backward();
        }

        var learner = new Learner(weights, null, options());
        try (var workers = new Workers(learner.weights(), null, 1, 1)) {
            var update = new PolicyUpdate(options(), distribution(), workers, learner, 16);
            update.run(1, List.of(new PolicyUpdate.Item(trajectory, advantages, new float[6])), 1);
            assertThat(values(learner.weights().gradient())).usingComparatorWithPrecision(1e-6f).containsExactly(values(brute.gradient()));
        }
    }

    @Test
    void whatTheInterpreterWroteLastChangesNothing() {
        var gradients = new ArrayList<float[]>();
        for (int token : new int[]{20, 30}) {
            var weights = Initialization.random(TINY, 2);
            var base = trajectory("t", weights, 20, 21);
            var tokens = new int[]{base.tokens()[0], base.tokens()[1], token, token};
            var ended = new Trajectory("t", base.problem(), 0, PROMPT, tokens,
                    List.of(new Segment(Span.Kind.TEXT, 0, 2, ""), new Segment(Span.Kind.INTERPRETER, 2, 4, "")),
                    java.util.Arrays.copyOf(base.engineLogprobs(), 4), new float[0], List.of(), StopReason.RESPONSE_LENGTH, 0);
            var learner = new Learner(weights, null, options());
            try (var workers = new Workers(learner.weights(), null, 1, 1)) {
                new PolicyUpdate(options(), distribution(), workers, learner, 16).run(1,
                        List.of(new PolicyUpdate.Item(ended, new float[]{1, 1, 1, 1}, new float[4])), 1);
                gradients.add(values(learner.weights().gradient()));
            }
        }
        assertThat(gradients.get(1)).isEqualTo(gradients.get(0));
    }

    @Test
    void aLossThatIsNoNumberNamesItsTrajectory() {
        var weights = Initialization.random(TINY, 2);
        var good = trajectory("good-007", weights, 20, 21);
        var bad = trajectory("bad-008", weights, 22, 23);
        bad.engineLogprobs()[4] = Float.NaN;
        var learner = new Learner(weights, null, options());
        try (var workers = new Workers(learner.weights(), null, 1, 1)) {
            var update = new PolicyUpdate(options(), distribution(), workers, learner, 16);
            var items = List.of(new PolicyUpdate.Item(good, new float[]{1, 1, 0, 0, 1, 1}, new float[6]),
                    new PolicyUpdate.Item(bad, new float[]{1, 1, 0, 0, 1, 1}, new float[6]));
            assertThatThrownBy(() -> update.run(1, items, 1)).isInstanceOf(TrainingException.class).hasMessageContaining("bad-008")
                    .hasMessageNotContaining("good-007");
        }
    }

    private static RlOptions options() {
        return new RlOptions(RlOptions.Algorithm.GRPO, 1, 4, 2, 1, 1, 8, 1, PassOptions.DEFAULT.withThreads(1), 1, 1, true, false,
                PolicyLoss.DEFAULT,
                LossAggregation.TOKEN_MEAN,
                OptimizerOptions.adamW(1e-3), ScheduleOptions.CONSTANT, Double.POSITIVE_INFINITY, RlOptions.CriticOptions.DEFAULT,
                RlOptions.OldLogprobs.ENGINE);
    }

    /// Two sampled tokens, two of the interpreter, two sampled; log-probabilities as the weights give them.
    private static Trajectory trajectory(String id, Weights weights, int... interpreter) {
        var tokens = new int[]{7, 8, interpreter[0], interpreter[1], 9, 10};
        var segments = List.of(new Segment(Span.Kind.CODE, 0, 2, ""), new Segment(Span.Kind.INTERPRETER, 2, 4, ""),
                new Segment(Span.Kind.ANSWER, 4, 6, ""));
        var trajectory = new Trajectory(id, new Problem("p-" + id, "q", "1"), 0, PROMPT, tokens, segments, new float[6], new float[0],
                List.of(),
                StopReason.ANSWERED, 0);
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var model = new Transformer(weights);
            var all = all(trajectory);
            var logprobs = distribution()
                    .logprobs(model.logits(model.hidden(AbstractTensor.create(all, 1, all.length)).view(-1, TINY.hiddenSize())))
                    .contiguous();
            try (FloatIndexer indexer = logprobs.createIndexer()) {
                for (int t : new int[]{0, 1, 4, 5})
                    trajectory.engineLogprobs()[t] = indexer.get(PROMPT.length + t - 1, tokens[t]);
            }
        }
        return trajectory;
    }

    private static long[] all(Trajectory trajectory) {
        return java.util.stream.IntStream.concat(java.util.Arrays.stream(trajectory.prompt()), java.util.Arrays.stream(trajectory.tokens()))
                .asLongStream()
                .toArray();
    }

    private static TokenDistribution distribution() {
        return new TokenDistribution(Sampling.temperature(1), new NoTokens(), TINY.vocabularySize(), Placement.CPU);
    }

    private static float[] values(Tensor tensor) {
        var values = new float[(int) tensor.numel()];
        try (FloatIndexer indexer = tensor.createIndexer()) {
            indexer.get(0, values);
        }
        return values;
    }
}
