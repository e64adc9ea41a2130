package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;

import org.junit.jupiter.api.Test;

class LossAggregationTest {

    @Test
    void theWeightedSumIsTheAggregateByItsDefinition() {
        for (int seed = 0; seed < 100; seed++) {
            var random = new Random(seed);
            var losses = new double[1 + random.nextInt(6)][];
            var counts = new int[losses.length];
            for (int i = 0; i < losses.length; i++) {
                counts[i] = i == 0 ? 3 : random.nextInt(9); // some sequences have no sampled token
                losses[i] = random.doubles(counts[i], -1, 1).toArray();
            }
            for (var mode : LossAggregation.values()) {
                var weights = mode.weights(counts, 50);
                double weighted = 0;
                for (int i = 0; i < losses.length; i++) {
                    for (double loss : losses[i])
                        weighted += weights[i] * loss;
                }
                assertThat(weighted).as("seed %d, %s", seed, mode).isCloseTo(byDefinition(mode, losses, 50), within(1e-6));
            }
        }
    }

    @Test
    void sequencesWithoutSampledTokensWeighNothing() {
        for (var mode : LossAggregation.values()) {
            assertThat(mode.weights(new int[]{0, 4}, 8)[0]).isZero();
            assertThat(mode.weights(new int[]{0, 4}, 8)[1]).as("%s", mode).isEqualTo(mode.weights(new int[]{4}, 8)[0]);
            assertThat(mode.weights(new int[]{0}, 8)).containsExactly(0);
        }
    }

    @Test
    void theNormalisedSumNeedsALength() {
        assertThatIllegalArgumentException().isThrownBy(() -> LossAggregation.SEQ_MEAN_TOKEN_SUM_NORM.weights(new int[]{1}, 0))
                .withMessageContaining("maxResponseTokens");
    }

    private static double byDefinition(LossAggregation mode, double[][] losses, int longest) {
        double sum = 0;
        int tokens = 0;
        int sequences = 0;
        for (var sequence : losses) {
            if (sequence.length == 0) continue;
            sequences++;
            tokens += sequence.length;
            double own = 0;
            for (double loss : sequence)
                own += loss;
            sum += mode == LossAggregation.SEQ_MEAN_TOKEN_MEAN ? own / sequence.length : own;
        }
        return switch (mode) {
            case TOKEN_MEAN -> sum / tokens;
            case SEQ_MEAN_TOKEN_MEAN -> sum / sequences;
            case SEQ_MEAN_TOKEN_SUM_NORM -> sum / sequences / longest;
        };
    }
}
