package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;

import dev.retool4j.model.NativeSetup;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ValueLossTest {
    private static final double STEP = 1e-6;

    @BeforeAll
    static void libtorch() {
        NativeSetup.initialize(1);
    }

    @Test
    void lossGradientAndStatisticsEqualABruteForce() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            int n = 2 + random.nextInt(30);
            double clip = seed % 3 == 0 ? Double.POSITIVE_INFINITY : 0.5;
            var old = floats(random, n);
            var values = floats(random, n);
            var returns = floats(random, n);
            var weights = floats(random, n);
            try (var scope = new PointerScope()) {
                var leaf = tensor(values).set_requires_grad(true);
                var result = new ValueLoss(clip).apply(new ValueLoss.Input(leaf, tensor(old), tensor(returns), tensor(weights)));
                result.loss().backward();
                var gradient = Tensors.floats(leaf.grad());
                double total = 0;
                int still = 0;
                for (int i = 0; i < n; i++) {
                    total += tokenLoss(clip, values[i], old[i], returns[i], weights[i]);
                    double slope = (tokenLoss(clip, values[i] + STEP, old[i], returns[i], weights[i]) - tokenLoss(clip, values[i] - STEP,
                            old[i], returns[i], weights[i])) / (2 * STEP);
                    assertThat((double) gradient[i]).as("seed %d token %d", seed, i).isCloseTo(slope, within(1e-4));
                    if (gradient[i] == 0) still++;
                }
                assertThat(result.loss().item_double()).as("seed %d", seed).isCloseTo(total, within(1e-5));
                assertThat(result.stats().clipFraction()).as("seed %d", seed).isEqualTo(still / (double) n);
                assertThat(result.stats().explainedVariance()).as("seed %d", seed).isCloseTo(explained(values, returns), within(1e-6));
                assertThat(result.firstNonFinite()).isEqualTo(-1);
            }
        }
    }

    @Test
    void statisticsAddUpOverMicrobatches() {
        var random = new Random(1);
        var values = floats(random, 20);
        var old = floats(random, 20);
        var returns = floats(random, 20);
        try (var scope = new PointerScope()) {
            var sum = ValueStats.NONE;
            for (int from = 0; from < 20; from += 5) {
                sum = sum.plus(ValueLoss.DEFAULT.apply(new ValueLoss.Input(tensor(values).narrow(0, from, 5), tensor(old).narrow(0, from,
                        5), tensor(returns).narrow(0, from, 5), torch.ones(5))).stats());
            }
            assertThat(sum.tokens()).isEqualTo(20);
            assertThat(sum.explainedVariance()).isCloseTo(explained(values, returns), within(1e-6));
        }
    }

    @Test
    void aPerfectCriticExplainsAllAndConstantReturnsExplainNothing() {
        try (var scope = new PointerScope()) {
            var returns = tensor(1, -1, 1);
            var perfect = ValueLoss.DEFAULT.apply(new ValueLoss.Input(returns, returns, returns, torch.ones(3)));
            assertThat(perfect.stats().explainedVariance()).isEqualTo(1);
            assertThat(perfect.loss().item_double()).isZero();
            var constant = tensor(1, 1, 1);
            assertThat(ValueLoss.DEFAULT.apply(new ValueLoss.Input(returns, returns, constant, torch.ones(3))).stats().explainedVariance())
                    .isZero();
        }
    }

    @Test
    void namesTheFirstTokenThatIsNotANumber() {
        try (var scope = new PointerScope()) {
            var zeros = torch.zeros(3);
            var input = new ValueLoss.Input(tensor(0, 0, Float.NaN), zeros, zeros, zeros);
            assertThat(ValueLoss.DEFAULT.apply(input).firstNonFinite()).isEqualTo(2);
            assertThatIllegalArgumentException().isThrownBy(() -> ValueLoss.DEFAULT.apply(new ValueLoss.Input(zeros, torch.zeros(2), zeros,
                    zeros))).withMessage("oldValues has shape [2]; expected [3], one for each sampled token");
        }
    }

    private static double tokenLoss(double clip, double value, double old, double target, double weight) {
        double clipped = Math.min(Math.max(value, old - clip), old + clip);
        return weight * Math.max((value - target) * (value - target), (clipped - target) * (clipped - target)) / 2;
    }

    private static double explained(float[] values, float[] returns) {
        var errors = new double[values.length];
        var targets = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            targets[i] = returns[i];
            errors[i] = targets[i] - values[i];
        }
        return 1 - variance(errors) / variance(targets);
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    private static float[] floats(Random random, int n) {
        var values = new float[n];
        for (int i = 0; i < n; i++)
            values[i] = (float) random.nextGaussian();
        return values;
    }

    private static Tensor tensor(float... values) {
        return AbstractTensor.create(values);
    }
}
