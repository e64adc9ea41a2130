package dev.retool4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairedComparisonTest {
    private static Map<String, Double> scores(Random random, int problems, int samples, double lift) {
        var scores = new LinkedHashMap<String, Double>();
        for (int i = 0; i < problems; i++)
            scores.put("p" + i, Math.min(samples, random.nextInt(samples + 1) + Math.round(lift * samples)) / (double) samples);
        return scores;
    }

    /// All sign flips of all differences, zeros too, in whole numbers.
    private static double bruteForce(Map<String, Double> a, Map<String, Double> b, int samples) {
        var differences = new ArrayList<Long>();
        a.forEach((problem, score) -> differences.add(Math.round((java.util.Objects.requireNonNull(b.get(problem)) - score) * samples)));
        long observed = Math.abs(differences.stream().mapToLong(d -> d).sum());
        long extreme = 0, all = 1L << differences.size();
        for (long flips = 0; flips < all; flips++) {
            long sum = 0;
            for (int i = 0; i < differences.size(); i++)
                sum += (flips >> i & 1) == 0 ? differences.get(i) : -differences.get(i);
            if (Math.abs(sum) >= observed) extreme++;
        }
        return extreme / (double) all;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void fewProblemsAreTestedExactly(long seed) {
        var random = new Random(seed);
        var a = scores(random, 12, 4, 0);
        var b = scores(random, 12, 4, 0.25);
        var comparison = PairedComparison.of(a, b, 0);
        assertThat(comparison.exact()).isTrue();
        assertThat(comparison.p()).isCloseTo(bruteForce(a, b, 4), within(1e-12));
        assertThat(comparison.better() + comparison.worse() + comparison.equal()).isEqualTo(12);
    }

    @Test
    void manyProblemsAreTestedByRandomFlips() {
        var random = new Random(5);
        var a = scores(random, 20, 32, 0);
        var b = scores(random, 20, 32, 0.1);
        var comparison = PairedComparison.of(a, b, 7);
        assertThat(comparison.exact()).isFalse();
        assertThat(comparison.p()).isCloseTo(bruteForce(a, b, 32), within(0.01));
        assertThat(PairedComparison.of(a, b, 7).p()).isEqualTo(comparison.p());
    }

    @Test
    void theSignTestIsTheBinomials() {
        var a = new LinkedHashMap<String, Double>();
        var b = new LinkedHashMap<String, Double>();
        for (int i = 0; i < 10; i++) {
            a.put("p" + i, 0.5);
            b.put("p" + i, i < 8 ? 0.75 : i < 9 ? 0.25 : 0.5);
        }
        var comparison = PairedComparison.of(a, b, 0);
        assertThat(List.of(comparison.better(), comparison.worse(), comparison.equal())).containsExactly(8, 1, 1);
        assertThat(comparison.signP()).isCloseTo(2 * (1 + 9) / 512.0, within(1e-12));
        assertThat(comparison.difference().value()).isCloseTo(0.175, within(1e-12));
    }

    @Test
    void equalsDifferByNothing() {
        var a = scores(new Random(1), 30, 32, 0);
        var comparison = PairedComparison.of(a, a, 0);
        assertThat(comparison.p()).isEqualTo(1);
        assertThat(comparison.signP()).isEqualTo(1);
        assertThat(comparison.difference().value()).isZero();
    }

    @Test
    void problemsThatOnlyOneHasAreNamedAndNotCompared() {
        var comparison = PairedComparison.of(Map.of("a", 1.0, "b", 0.0), Map.of("b", 1.0, "c", 0.0), 0);
        assertThat(comparison.onlyFirst()).containsExactly("a");
        assertThat(comparison.onlySecond()).containsExactly("c");
        assertThat(comparison.first().clusters()).isEqualTo(1);
        assertThat(comparison.difference().value()).isEqualTo(1);
    }
}
