package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.List;
import java.util.Random;

import dev.retool4j.train.AdvantageEstimator.Outcome;
import org.junit.jupiter.api.Test;

class GroupRelativeTest {

    @Test
    void everySampledTokenGetsTheRewardMinusTheMeanOfItsGroup() {
        for (int seed = 0; seed < 200; seed++) {
            var batch = TestOutcomes.random(new Random(seed));
            for (boolean divide : new boolean[]{false, true}) {
                var estimate = new GroupRelative(divide).estimate(batch);
                for (int i = 0; i < batch.size(); i++) {
                    double expected = bruteForce(batch, i, divide);
                    var mask = batch.get(i).lossMask();
                    for (int t = 0; t < mask.length; t++) {
                        var at = "seed %d, trajectory %d, token %d".formatted(seed, i, t);
                        assertThat((double) estimate.advantages().get(i)[t]).as(at).isCloseTo(mask[t] ? expected : 0, within(1e-5));
                        assertThat((double) estimate.returns().get(i)[t]).as(at).isEqualTo(mask[t] ? batch.get(i).reward() : 0);
                    }
                }
            }
        }
    }

    @Test
    void countsGroupsThatTeachNothing() {
        var estimate = new GroupRelative(true)
                .estimate(List.of(outcome("right", 1), outcome("right", 1), outcome("mixed", 1), outcome("alone",
                        -1), outcome("mixed", -1)));
        assertThat(estimate.groups()).isEqualTo(3);
        assertThat(estimate.degenerateGroups()).isEqualTo(2);
        assertThat(estimate.advantages().get(0)).containsOnly(0);
        assertThat(estimate.advantages().get(3)).containsOnly(0);
        assertThat(estimate.advantages().get(2)[0]).isCloseTo((float) Math.sqrt(0.5), within(1e-5f));
    }

    @Test
    void countsMatchABruteForceOnRandomBatches() {
        for (int seed = 0; seed < 50; seed++) {
            var batch = TestOutcomes.random(new Random(seed));
            var names = new HashSet<String>();
            int degenerate = 0;
            for (var outcome : batch) {
                if (!names.add(outcome.group())) continue;
                if (batch.stream().filter(o -> o.group().equals(outcome.group())).mapToDouble(Outcome::reward).distinct().count() == 1) {
                    degenerate++;
                }
            }
            var estimate = new GroupRelative(false).estimate(batch);
            assertThat(estimate.groups()).as("seed %d", seed).isEqualTo(names.size());
            assertThat(estimate.degenerateGroups()).as("seed %d", seed).isEqualTo(degenerate);
        }
    }

    @Test
    void needsNoValues() {
        assertThat(new GroupRelative(false).needsValues()).isFalse();
        assertThat(Gae.DEFAULT.needsValues()).isTrue();
    }

    @Test
    void refusesARewardThatIsNoNumber() {
        assertThatIllegalArgumentException().isThrownBy(() -> new GroupRelative(false).estimate(List.of(outcome("a", 1), outcome("b",
                Double.POSITIVE_INFINITY)))).withMessageContaining("trajectory 1 of the batch (group b): the reward is Infinity");
    }

    private static Outcome outcome(String group, double reward) {
        return new Outcome(new boolean[]{true, false, true}, new float[0], reward, group);
    }

    private static double bruteForce(List<Outcome> batch, int i, boolean divide) {
        var rewards = batch.stream().filter(o -> o.group().equals(batch.get(i).group())).mapToDouble(Outcome::reward).toArray();
        double mean = 0;
        for (double r : rewards)
            mean += r / rewards.length;
        double squares = 0;
        for (double r : rewards)
            squares += (r - mean) * (r - mean);
        if (squares < 1e-12) return 0;
        double advantage = batch.get(i).reward() - mean;
        return divide ? advantage / (Math.sqrt(squares / (rewards.length - 1)) + 1e-6) : advantage;
    }
}
