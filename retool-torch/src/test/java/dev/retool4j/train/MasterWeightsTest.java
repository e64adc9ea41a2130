package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Checkpoints;
import dev.retool4j.model.Precision;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Training of bf16 weights, whose fp32 master copies keep what bf16 rounds away.
class MasterWeightsTest {
    private static final String NAME = "qwen2.5-bf16-sharded";
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static List<PassOptions> passes() {
        return ArchitectureGradientsTest.passes();
    }

    @ParameterizedTest
    @MethodSource("passes")
    void gradientsAreThoseOfFp32ButForRounding(PassOptions pass) throws IOException {
        var half = weights(Precision.BF16);
        var full = weights(Precision.FP32);
        try (var a = new SftTrainer(half, options(1, 1e-5, pass)); var b = new SftTrainer(full, options(1, 1e-5, pass))) {
            a.run(documents(1).iterator(), p -> {}, () -> false);
            b.run(documents(1).iterator(), p -> {}, () -> false);
            var exact = Tensors.floats(b.weights().gradient());
            double largest = Checkpoints.difference(exact, new float[exact.length]);
            assertThat(Checkpoints.difference(Tensors.floats(a.weights().gradient()), exact)).isLessThan(0.03 * largest);
        }
    }

    /// Each step is far below half a unit in the last place of bf16 at 0.3; in bf16 alone nothing would ever change.
    @Test
    void stepsTooSmallForBf16AddUp() throws IOException {
        var half = weights(Precision.BF16);
        var before = Tensors.floats(half.flat());
        try (var trainer = new SftTrainer(half, options(1, 2e-5, PassOptions.DEFAULT))) {
            trainer.run(documents(1).iterator(), p -> {}, () -> false);
        }
        long changedAtOnce = changed(before, Tensors.floats(half.flat()));
        var longer = weights(Precision.BF16);
        try (var trainer = new SftTrainer(longer, options(100, 2e-5, PassOptions.DEFAULT))) {
            trainer.run(documents(100).iterator(), p -> {}, () -> false);
        }
        assertThat(changed(before, Tensors.floats(longer.flat()))).isGreaterThan(10 * Math.max(1, changedAtOnce))
                .isGreaterThan(before.length / 2);
    }

    @Test
    void aResumedTrainingGoesOnToTheBit(@TempDir Path folder) throws IOException {
        var whole = weights(Precision.BF16);
        try (var trainer = new SftTrainer(whole, options(6, 1e-4, PassOptions.DEFAULT))) {
            trainer.run(documents(6).iterator(), p -> {}, () -> false);
        }
        var first = weights(Precision.BF16);
        try (var trainer = new SftTrainer(first, options(6, 1e-4, PassOptions.DEFAULT))) {
            var steps = new int[1];
            trainer.run(documents(6).iterator(), p -> steps[0] = p.step(), () -> steps[0] == 3);
            trainer.save(folder);
        }
        try (var trainer = new SftTrainer(first, options(6, 1e-4, PassOptions.DEFAULT))) {
            trainer.resume(folder);
            trainer.run(documents(6).iterator(), p -> {}, () -> false);
        }
        assertThat(Tensors.floats(first.flat())).isEqualTo(Tensors.floats(whole.flat()));
    }

    private static long changed(float[] before, float[] after) {
        long n = 0;
        for (int i = 0; i < before.length; i++)
            if (before[i] != after[i]) n++;
        return n;
    }

    private static Weights weights(Precision precision) throws IOException {
        return Weights.open(Checkpoints.folder(NAME), new Placement("cpu", precision));
    }

    private static SftOptions options(int steps, double rate, PassOptions pass) {
        return new SftOptions(steps, ROWS * LENGTH, 0, OptimizerOptions.adamW(rate), ScheduleOptions.CONSTANT, Double.POSITIVE_INFINITY, 1,
                pass.withThreads(1), 0);
    }

    /// So many steps' worth.
    private static List<TokenizedExample> documents(int steps) throws IOException {
        var documents = new ArrayList<TokenizedExample>();
        for (var row : Checkpoints.ids(NAME)) {
            var mask = new boolean[LENGTH];
            Arrays.fill(mask, 3, LENGTH, true);
            documents.addAll(Collections.nCopies(steps, new TokenizedExample(row, mask)));
        }
        return documents;
    }
}
