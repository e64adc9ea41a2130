package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;

import dev.retool4j.model.NativeSetup;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PolicyLossTest {
    private static final double STEP = 1e-6;

    @BeforeAll
    static void libtorch() {
        NativeSetup.initialize(1);
    }

    @Test
    void lossAndGradientEqualABruteForce() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new Random(seed);
            var options = new PolicyLoss(0.2, 0.28, random.nextBoolean() ? 1.5 : Double.POSITIVE_INFINITY, random.nextBoolean() ? 0.1 : 0,
                    KlPenalty.values()[random.nextInt(3)], random.nextBoolean() ? 0.05 : 0);
            var tokens = new Tokens(random, 1 + random.nextInt(40));
            try (var scope = new PointerScope()) {
                var logprobs = leaf(tokens.logprobs);
                var entropies = leaf(tokens.entropies);
                var result = options.apply(new PolicyLoss.Input(logprobs, tensor(tokens.old), tensor(tokens.advantages), tensor(
                        tokens.weights), tensor(tokens.reference), entropies));
                assertThat(result.loss().item_double()).as("seed %d", seed).isCloseTo(total(options, tokens), within(2e-5));
                assertThat(result.firstNonFinite()).isEqualTo(-1);
                result.loss().backward();
                var gradient = Tensors.floats(logprobs.grad());
                for (int i = 0; i < gradient.length; i++) {
                    double slope = (tokenLoss(options, tokens, i, tokens.logprobs[i] + STEP) - tokenLoss(options, tokens, i,
                            tokens.logprobs[i] - STEP)) / (2 * STEP);
                    assertThat((double) gradient[i]).as("seed %d token %d", seed, i).isCloseTo(slope, within(2e-4));
                }
                if (options.entropyCoefficient() > 0) {
                    var entropyGradient = Tensors.floats(entropies.grad());
                    for (int i = 0; i < entropyGradient.length; i++) {
                        assertThat(entropyGradient[i]).isCloseTo(-0.05f * tokens.weights[i], within(1e-6f));
                    }
                }
            }
        }
    }

    @Test
    void clippedTokensCarryNoGradient() {
        var options = new PolicyLoss(0.2, 0.28, 3, 0, KlPenalty.K3, 0);
        double[] ratios = {1.5, 1.5, 0.5, 0.5, 4, 1.1, 0.9};
        float[] advantages = {1, -1, 1, -1, -1, 1, -1};
        double[] expected = {0, 1.5, -0.5, 0, 0, -1.1, 0.9};
        try (var scope = new PointerScope()) {
            var logprobs = new float[ratios.length];
            for (int i = 0; i < ratios.length; i++)
                logprobs[i] = (float) Math.log(ratios[i]);
            var leaf = leaf(logprobs);
            var result = options.apply(new PolicyLoss.Input(leaf, torch.zeros(7), tensor(advantages), torch.ones(7)));
            result.loss().backward();
            var gradient = Tensors.floats(leaf.grad());
            for (int i = 0; i < expected.length; i++) {
                assertThat((double) gradient[i]).as("ratio %s, advantage %s", ratios[i], advantages[i]).isCloseTo(expected[i],
                        within(1e-6));
            }
            var stats = result.stats();
            assertThat(stats.clipHighFraction()).isEqualTo(1 / 7.0);
            assertThat(stats.clipLowFraction()).isEqualTo(1 / 7.0);
            assertThat(stats.dualClipFraction()).isEqualTo(1 / 7.0);
            assertThat(stats.ratioMax()).isCloseTo(4, within(1e-6));
        }
    }

    @Test
    void statisticsEqualABruteForceAndAddUpOverMicrobatches() {
        var tokens = new Tokens(new Random(3), 50);
        double k1 = 0;
        double k3 = 0;
        double entropy = 0;
        for (int i = 0; i < 50; i++) {
            double logRatio = (double) tokens.logprobs[i] - tokens.old[i];
            k1 -= logRatio / 50;
            k3 += (Math.exp(logRatio) - 1 - logRatio) / 50;
            entropy += tokens.entropies[i] / 50.0;
        }
        try (var scope = new PointerScope()) {
            var stats = PolicyStats.NONE;
            for (int from = 0; from < 50; from += 25) {
                stats = stats.plus(PolicyLoss.DEFAULT.apply(new PolicyLoss.Input(tensor(tokens.logprobs).narrow(0, from, 25), tensor(
                        tokens.old).narrow(0, from, 25), tensor(tokens.advantages).narrow(0, from, 25), tensor(tokens.weights).narrow(0,
                                from, 25),
                        null, tensor(tokens.entropies).narrow(0, from, 25))).stats());
            }
            assertThat(stats.tokens()).isEqualTo(50);
            assertThat(stats.approximateKlK1()).isCloseTo(k1, within(1e-9));
            assertThat(stats.approximateKlK3()).isCloseTo(k3, within(1e-9)).isPositive();
            assertThat(stats.entropy()).isCloseTo(entropy, within(1e-9));
        }
    }

    @Test
    void interpreterTokensCarryNoGradient() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var outcomes = TestOutcomes.random(random);
            var estimate = Gae.DEFAULT.estimate(outcomes);
            try (var scope = new PointerScope()) {
                for (int i = 0; i < outcomes.size(); i++) {
                    var mask = outcomes.get(i).lossMask();
                    var logits = torch.randn(mask.length, 7).set_requires_grad(true); // [tokens, vocabulary]
                    var sampled = positions(mask);
                    var rows = torch.log_softmax(logits, 1).index_select(0, AbstractTensor.create(sampled));
                    var logprobs = rows.select(1, 3);
                    var old = logprobs.detach().add(torch.randn(sampled.length).mul(new Scalar(0.05)));
                    var advantages = new float[sampled.length];
                    for (int k = 0; k < sampled.length; k++)
                        advantages[k] = estimate.advantages().get(i)[(int) sampled[k]];
                    PolicyLoss.DEFAULT.apply(new PolicyLoss.Input(logprobs, old, tensor(advantages), torch.ones(sampled.length))).loss()
                            .backward();
                    var gradient = Tensors.floats(logits.grad().abs().sum(1));
                    for (int t = 0; t < mask.length; t++) {
                        if (mask[t]) assertThat(gradient[t]).as("seed %d, sampled token %d", seed, t).isPositive();
                        else
                            assertThat(gradient[t]).as("seed %d, interpreter token %d", seed, t).isZero();
                    }
                }
            }
        }
    }

    @Test
    void namesTheFirstTokenThatIsNotANumber() {
        try (var scope = new PointerScope()) {
            var zeros = torch.zeros(3);
            var result = PolicyLoss.DEFAULT.apply(new PolicyLoss.Input(zeros, tensor(0, Float.NaN, Float.NEGATIVE_INFINITY), zeros, zeros));
            assertThat(result.firstNonFinite()).isEqualTo(1);
        }
    }

    @Test
    void refusesWhatIsMissingOrOfAnotherSize() {
        try (var scope = new PointerScope()) {
            var three = torch.zeros(3);
            var withKl = new PolicyLoss(0.2, 0.2, 3, 0.1, KlPenalty.K3, 0);
            var withEntropy = new PolicyLoss(0.2, 0.2, 3, 0, KlPenalty.K3, 0.1);
            var input = new PolicyLoss.Input(three, three, three, three);
            assertThatIllegalArgumentException().isThrownBy(() -> withKl.apply(input)).withMessageContaining("reference policy");
            assertThatIllegalArgumentException().isThrownBy(() -> withEntropy.apply(input)).withMessageContaining("entropies");
            assertThatIllegalArgumentException().isThrownBy(() -> PolicyLoss.DEFAULT.apply(new PolicyLoss.Input(three, torch.zeros(3, 1),
                    three, three))).withMessage("oldLogprobs has shape [3, 1]; expected [3], one for each sampled token");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new PolicyLoss(0.2, 0.2, 1, 0, KlPenalty.K1, 0)).withMessageContaining(
                "dualClip is 1.0");
    }

    /// Random tokens, none so near a corner of the loss that a finite difference would straddle it.
    private static final class Tokens {
        private static final double[] CORNERS = {0.8, 1.28, 1.5};
        final float[] logprobs;
        final float[] old;
        final float[] reference;
        final float[] advantages;
        final float[] weights;
        final float[] entropies;

        Tokens(Random random, int n) {
            logprobs = new float[n];
            old = new float[n];
            reference = new float[n];
            advantages = new float[n];
            weights = new float[n];
            entropies = new float[n];
            for (int i = 0; i < n; i++) {
                old[i] = -random.nextFloat() * 3;
                do {
                    logprobs[i] = old[i] + (float) random.nextGaussian() * 0.4f;
                } while (atCorner(Math.exp((double) logprobs[i] - old[i])));
                reference[i] = old[i] + (float) random.nextGaussian() * 0.4f;
                advantages[i] = (float) random.nextGaussian();
                weights[i] = random.nextFloat();
                entropies[i] = random.nextFloat();
            }
        }

        private static boolean atCorner(double ratio) {
            for (double corner : CORNERS) {
                if (Math.abs(ratio - corner) < 1e-3) return true;
            }
            return false;
        }
    }

    private static double total(PolicyLoss options, Tokens tokens) {
        double total = 0;
        for (int i = 0; i < tokens.logprobs.length; i++)
            total += tokenLoss(options, tokens, i, tokens.logprobs[i]);
        return total;
    }

    private static double tokenLoss(PolicyLoss options, Tokens tokens, int i, double logprob) {
        double advantage = tokens.advantages[i];
        double ratio = Math.exp(logprob - tokens.old[i]);
        double clipped = Math.min(Math.max(ratio, 1 - options.clipLow()), 1 + options.clipHigh());
        double objective = Math.min(ratio * advantage, clipped * advantage);
        if (advantage < 0) objective = Math.max(objective, options.dualClip() * advantage);
        double difference = logprob - tokens.reference[i];
        double kl = switch (options.kl()) {
            case K1 -> difference;
            case K2 -> difference * difference / 2;
            case K3 -> Math.exp(-difference) - 1 + difference;
        };
        return tokens.weights[i] * (-objective + options.klCoefficient() * kl - options.entropyCoefficient() * tokens.entropies[i]);
    }

    private static long[] positions(boolean[] mask) {
        return LongStream.range(0, mask.length).filter(t -> mask[(int) t]).toArray();
    }

    private static Tensor tensor(float... values) {
        return AbstractTensor.create(values);
    }

    private static Tensor leaf(float... values) {
        return tensor(values).set_requires_grad(true);
    }
}
