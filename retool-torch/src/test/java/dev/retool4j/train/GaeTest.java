package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.retool4j.train.AdvantageEstimator.Outcome;
import org.junit.jupiter.api.Test;

class GaeTest {

    @Test
    void equalsTheTextbookOnTheTrajectoryWithoutInterpreterTokens() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var gae = new Gae(random.nextInt(3) == 0 ? 1 : random.nextDouble(), random.nextInt(3) == 0 ? 1 : random.nextDouble(), false);
            var batch = TestOutcomes.random(random);
            var estimate = gae.estimate(batch);
            for (int i = 0; i < batch.size(); i++) {
                var outcome = batch.get(i);
                var expected = putBack(outcome.lossMask(), textbook(sampledOnly(outcome.values(), outcome.lossMask()), outcome.reward(),
                        gae.gamma(), gae.lambda()));
                for (int t = 0; t < expected.length; t++) {
                    var at = "seed %d, trajectory %d, token %d".formatted(seed, i, t);
                    assertThat((double) estimate.advantages().get(i)[t]).as(at).isCloseTo(expected[t], within(1e-5));
                    double target = outcome.lossMask()[t] ? expected[t] + outcome.values()[t] : 0;
                    assertThat((double) estimate.returns().get(i)[t]).as(at).isCloseTo(target, within(1e-5));
                }
            }
        }
    }

    @Test
    void aLongInterpreterSpanDoesNotDiscountTheReward() {
        var values = new float[]{0, 0, 9, 9, 9, 9, 9, 0, 9, 9};
        var mask = new boolean[]{true, true, false, false, false, false, false, true, false, false};
        var estimate = new Gae(0.5, 1, false).estimate(List.of(new Outcome(mask, values, 1, "a")));
        assertThat(estimate.advantages().getFirst()).containsExactly(0.25f, 0.5f, 0, 0, 0, 0, 0, 1, 0, 0);
    }

    @Test
    void withGammaAndLambdaOneItIsTheRewardMinusTheValue() {
        var outcome = new Outcome(new boolean[]{true, false, true}, new float[]{0.25f, 7, -0.5f}, -1, "a");
        var estimate = new Gae(1, 1, false).estimate(List.of(outcome));
        assertThat(estimate.advantages().getFirst()).containsExactly(-1.25f, 0, -0.5f);
        assertThat(estimate.returns().getFirst()).containsExactly(-1, 0, -1);
    }

    @Test
    void whiteningGivesMeanZeroAndVarianceOneOverSampledTokensOnly() {
        for (int seed = 0; seed < 50; seed++) {
            var batch = TestOutcomes.random(new Random(seed));
            var plain = new Gae(0.9, 0.8, false).estimate(batch);
            var white = new Gae(0.9, 0.8).estimate(batch);
            var before = sampled(batch, plain.advantages());
            var after = sampled(batch, white.advantages());
            double mean = mean(before);
            double scale = 1 / Math.sqrt(variance(before) + 1e-8);
            for (int t = 0; t < before.size(); t++) {
                assertThat(after.get(t)).as("seed %d token %d", seed, t).isCloseTo((before.get(t) - mean) * scale, within(1e-4));
            }
            assertThat(mean(after)).as("seed %d", seed).isCloseTo(0, within(1e-5));
            assertThat(variance(after)).as("seed %d", seed).isCloseTo(1, within(1e-4));
            assertThat(white.returns()).as("returns stay as they are").usingRecursiveComparison().isEqualTo(plain.returns());
            for (int i = 0; i < batch.size(); i++) {
                for (int t = 0; t < batch.get(i).lossMask().length; t++) {
                    if (!batch.get(i).lossMask()[t]) assertThat(white.advantages().get(i)[t]).isZero();
                }
            }
        }
    }

    @Test
    void whatTheCriticSaysOfInterpreterTokensChangesNothing() {
        for (int seed = 0; seed < 20; seed++) {
            var batch = TestOutcomes.random(new Random(seed));
            var changed = batch.stream().map(o -> {
                var values = o.values().clone();
                for (int t = 0; t < values.length; t++) {
                    if (!o.lossMask()[t]) values[t] = Float.NaN;
                }
                return new Outcome(o.lossMask(), values, o.reward(), o.group());
            }).toList();
            assertThat(Gae.DEFAULT.estimate(changed)).as("seed %d", seed).usingRecursiveComparison().isEqualTo(Gae.DEFAULT.estimate(batch));
        }
    }

    @Test
    void aResponseWithoutSampledTokensIsAllZero() {
        var estimate = Gae.DEFAULT.estimate(List.of(new Outcome(new boolean[2], new float[]{1, 2}, 1, "a")));
        assertThat(estimate.advantages().getFirst()).containsExactly(0, 0);
        assertThat(estimate.returns().getFirst()).containsExactly(0, 0);
    }

    @Test
    void saysWhichTrajectoryIsBroken() {
        var good = new Outcome(new boolean[]{true}, new float[]{0}, 1, "a");
        assertThatIllegalArgumentException().isThrownBy(() -> Gae.DEFAULT.estimate(List.of(good, new Outcome(new boolean[]{true},
                new float[]{Float.NaN}, 1, "a")))).withMessageContaining("trajectory 1 of the batch");
        assertThatIllegalArgumentException().isThrownBy(() -> Gae.DEFAULT.estimate(List.of(good, good, new Outcome(new boolean[]{true},
                new float[0], 1, "a")))).withMessageContaining("trajectory 2 of the batch has 0 values for 1 response tokens");
        assertThatIllegalArgumentException().isThrownBy(() -> Gae.DEFAULT.estimate(List.of(new Outcome(new boolean[]{true}, new float[1],
                Double.NaN, "p7")))).withMessageContaining("group p7");
        assertThatIllegalArgumentException().isThrownBy(() -> new Gae(1.01, 1)).withMessageContaining("gamma is 1.01");
    }

    /// Â_t = Σ_l (γλ)^l δ_{t+l}, by its definition.
    private static double[] textbook(double[] values, double reward, double gamma, double lambda) {
        int n = values.length;
        var advantages = new double[n];
        for (int t = 0; t < n; t++) {
            for (int l = 0; t + l < n; l++) {
                int s = t + l;
                double r = s == n - 1 ? reward : 0;
                double next = s == n - 1 ? 0 : values[s + 1];
                advantages[t] += Math.pow(gamma * lambda, l) * (r + gamma * next - values[s]);
            }
        }
        return advantages;
    }

    private static double[] sampledOnly(float[] values, boolean[] mask) {
        var kept = new ArrayList<Double>();
        for (int t = 0; t < mask.length; t++) {
            if (mask[t]) kept.add((double) values[t]);
        }
        return kept.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static double[] putBack(boolean[] mask, double[] kept) {
        var all = new double[mask.length];
        for (int t = 0, k = 0; t < mask.length; t++) {
            if (mask[t]) all[t] = kept[k++];
        }
        return all;
    }

    private static List<Double> sampled(List<Outcome> batch, List<float[]> tokens) {
        var kept = new ArrayList<Double>();
        for (int i = 0; i < batch.size(); i++) {
            for (int t = 0; t < tokens.get(i).length; t++) {
                if (batch.get(i).lossMask()[t]) kept.add((double) tokens.get(i)[t]);
            }
        }
        return kept;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    private static double variance(List<Double> values) {
        double mean = mean(values);
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
    }
}
