package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Placement;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.Weights;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.TraceNote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Notes against log-probabilities and entropies computed for one trajectory at a time.
class TrainerNotesTest {
    private static final ModelConfig TINY = new ModelConfig(40, 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 64, true);
    private static final int[] PROMPT = {3, 4, 5};
    private static final int LENGTH = 6;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    @Test
    void theyHoldWhatTheLastPassSaw() {
        for (var old : RlOptions.OldLogprobs.values()) {
            var weights = Initialization.random(TINY, 2);
            var items = new ArrayList<PolicyUpdate.Item>();
            for (int i = 0; i < 4; i++) {
                var trajectory = trajectory("t" + i, i);
                float[] now = logprobs(weights, trajectory)[0];
                System.arraycopy(now, 0, trajectory.engineLogprobs(), 0, LENGTH);
                trajectory.engineLogprobs()[1] += 0.01f * i; // engine and trainer disagree
                var advantages = i == 3 ? new float[LENGTH] : new float[]{1, -1, 0, 0, 0.5f, i};
                items.add(new PolicyUpdate.Item(trajectory, advantages, new float[]{2, 2, 0, 0, 2, 2}));
            }
            var before = weights.copy();
            var options = options(old, 1);
            var outcome = update(weights, options, items);
            for (int i = 0; i < 4; i++) {
                var item = items.get(i);
                var seen = outcome.tokens().get(i);
                var note = TrainerNotes.of(7, item.trajectory(), item.advantages(), item.returns(), seen, options.loss(),
                        old == RlOptions.OldLogprobs.RECOMPUTE);
                assertThat(note.tokens().get(TraceNote.RETURN)).containsExactly(2);
                assertThat(note.figures().get(TraceNote.MISMATCH_MAX) == null).isEqualTo(i == 3 && old == RlOptions.OldLogprobs.ENGINE);
                if (i == 3) { // nothing to learn from it: no pass
                    assertThat(note.tokens()).doesNotContainKeys(TraceNote.DIFFERENCE, TraceNote.ENTROPY);
                    assertThat(note.tokens().get(TraceNote.ADVANTAGE)).containsExactly(0);
                    continue;
                }
                var expected = logprobs(before, item.trajectory());
                var mask = item.trajectory().lossMask();
                var difference = Objects.requireNonNull(note.column(TraceNote.DIFFERENCE, mask));
                var entropy = Objects.requireNonNull(note.column(TraceNote.ENTROPY, mask));
                assertThat(note.figures()).containsEntry(TraceNote.UPDATES, 0.0);
                assertThat(note.figures().get(TraceNote.ADVANTAGE)).isCloseTo((0.5 + i) / 4, within(1e-6));
                for (int t = 0; t < LENGTH; t++) {
                    if (!mask[t]) {
                        assertThat(difference[t]).isNaN();
                        continue;
                    }
                    float base = old == RlOptions.OldLogprobs.ENGINE ? item.trajectory().engineLogprobs()[t] : expected[0][t];
                    assertThat(difference[t]).isCloseTo(expected[0][t] - base, within(1e-5f));
                    assertThat(entropy[t]).isCloseTo(expected[1][t], within(1e-4f));
                }
                assertThat(note.figures().get(TraceNote.MISMATCH_MAX)).isCloseTo(0.01 * i, within(1e-5));
            }
        }
    }

    @Test
    void theLastOfSeveralPassesCounts() {
        var weights = Initialization.random(TINY, 2);
        var trajectory = trajectory("t", 0);
        System.arraycopy(logprobs(weights, trajectory)[0], 0, trajectory.engineLogprobs(), 0, LENGTH);
        var items = List.of(new PolicyUpdate.Item(trajectory, new float[]{1, 1, 0, 0, 1, 1}, new float[LENGTH]));
        var once = weights.copy();
        update(once, options(RlOptions.OldLogprobs.ENGINE, 1), items);
        var options = options(RlOptions.OldLogprobs.ENGINE, 2);
        var seen = update(weights, options, items).tokens().getFirst();
        var note = TrainerNotes.of(1, trajectory, items.getFirst().advantages(), items.getFirst().returns(), seen, options.loss(), false);
        assertThat(note.figures()).containsEntry(TraceNote.UPDATES, 1.0);
        assertThat(note.figures().get(TraceNote.MISMATCH_MAX)).isLessThan(1e-4);
        var expected = logprobs(once, trajectory)[0];
        var mask = trajectory.lossMask();
        var difference = Objects.requireNonNull(note.column(TraceNote.DIFFERENCE, mask));
        double largest = 0;
        int clipped = 0;
        for (int t = 0; t < LENGTH; t++) {
            if (!mask[t]) continue;
            assertThat(difference[t]).isCloseTo(expected[t] - trajectory.engineLogprobs()[t], within(1e-4f));
            largest = Math.max(largest, Math.exp(difference[t]));
            if (Math.exp(difference[t]) > 1.28) clipped++;
        }
        assertThat(largest).isGreaterThan(1.01);
        assertThat(note.figures().get(TraceNote.RATIO_MAX)).isCloseTo(largest, within(1e-6));
        assertThat(note.figures()).containsEntry(TraceNote.CLIPPED, (double) clipped);
    }

    private static PolicyUpdate.Outcome update(Weights weights, RlOptions options, List<PolicyUpdate.Item> items) {
        try (var learner = new Learner(weights, null, options); var workers = new Workers(learner.weights(), null, 1, 1)) {
            return new PolicyUpdate(options, distribution(), workers, learner, 16).run(1, items, 1);
        }
    }

    private static RlOptions options(RlOptions.OldLogprobs old, int epochs) {
        return new RlOptions(RlOptions.Algorithm.GRPO, 1, 4, 2, 1, epochs, 3, 1, PassOptions.DEFAULT.withThreads(1), 1, 1, true, false,
                PolicyLoss.DEFAULT, LossAggregation.TOKEN_MEAN, OptimizerOptions.adamW(1e-2), ScheduleOptions.CONSTANT,
                Double.POSITIVE_INFINITY, RlOptions.CriticOptions.DEFAULT, old);
    }

    /// Two sampled tokens, two of the interpreter, two sampled.
    private static Trajectory trajectory(String id, int number) {
        var segments = List.of(new Segment(Span.Kind.CODE, 0, 2, ""), new Segment(Span.Kind.INTERPRETER, 2, 4, ""),
                new Segment(Span.Kind.ANSWER, 4, 6, ""));
        return new Trajectory(id, new Problem("p-" + id, "q", "1"), 0, PROMPT, new int[]{7, 8 + number, 20, 21, 9, 10 + number}, segments,
                new float[LENGTH], new float[0], List.of(), StopReason.ANSWERED, 0);
    }

    /// Log-probabilities and entropies of the response's tokens, 0 on the interpreter's.
    private static float[][] logprobs(Weights weights, Trajectory trajectory) {
        var result = new float[2][LENGTH];
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var model = new Transformer(weights);
            var all = IntStream.concat(Arrays.stream(PROMPT), Arrays.stream(trajectory.tokens())).asLongStream().toArray();
            var rows = distribution().logprobs(model.logits(model.hidden(AbstractTensor.create(all, 1, all.length)).view(-1, 32)));
            var mask = trajectory.lossMask();
            for (int t = 0; t < LENGTH; t++) {
                if (!mask[t]) continue;
                var row = Tensors.floats(rows.select(0, PROMPT.length + t - 1));
                result[0][t] = row[trajectory.tokens()[t]];
                for (float logprob : row)
                    result[1][t] -= (float) (Math.exp(logprob) * logprob);
            }
        }
        return result;
    }

    private static TokenDistribution distribution() {
        return new TokenDistribution(Sampling.temperature(1), new NoTokens(), TINY.vocabularySize(), Placement.CPU);
    }
}
