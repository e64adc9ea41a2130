package dev.retool4j.analysis;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Two evaluations of the same problems, held against each other problem by problem: how much better the second is, and whether that could
/// be chance.
///
/// The test flips signs: were both equally good, each problem's difference might as well have had the other sign. `p` is the share of all
/// flips, or of [#FLIPS] random ones where there are more than 2^[#EXACT], whose mean is at least as far from 0 as the one observed. It needs
/// no assumption of a distribution, and no problem weighs more than another however many samples it has.
///
/// @param first      mean score of the first over the problems that both have
/// @param second     that of the second
/// @param difference second − first, with the standard error of the paired differences
/// @param p          two-sided
/// @param exact      whether all flips were counted
/// @param better     problems on which the second is better
/// @param worse      problems on which the second is worse
/// @param equal      problems on which both are equal
/// @param signP      two-sided, of the sign test on `better` and `worse` alone
/// @param onlyFirst  problems that only the first has
/// @param onlySecond problems that only the second has
public record PairedComparison(Estimate first, Estimate second, Estimate difference, double p, boolean exact, int better, int worse,
        int equal, double signP, List<String> onlyFirst, List<String> onlySecond) {
    /// Differences up to which all flips are counted.
    static final int EXACT = 16;
    /// Random flips beyond that.
    static final int FLIPS = 100_000;
    /// Sums that differ by less are equal: the order of adding must not matter.
    private static final double SLACK = 1e-9;

    public PairedComparison {
        onlyFirst = List.copyOf(onlyFirst);
        onlySecond = List.copyOf(onlySecond);
    }

    /// @param seed of the random flips
    public static PairedComparison of(Scores a, Scores b, long seed) {
        return of(shares(a), shares(b), seed);
    }

    /// @param a for each problem its score, from 0 to 1
    static PairedComparison of(Map<String, Double> a, Map<String, Double> b, long seed) {
        var ours = new ArrayList<Double>();
        var theirs = new ArrayList<Double>();
        var differences = new ArrayList<Double>();
        a.forEach((problem, score) -> {
            var other = b.get(problem);
            if (other == null) return;
            ours.add(score);
            theirs.add(other);
            differences.add(other - score);
        });
        // a problem without a difference is the same under every flip
        var moved = differences.stream().filter(d -> Math.abs(d) > SLACK).mapToDouble(Double::doubleValue).toArray();
        int better = (int) java.util.Arrays.stream(moved).filter(d -> d > 0).count();
        boolean exact = moved.length <= EXACT;
        return new PairedComparison(Estimate.over(ours), Estimate.over(theirs), Estimate.over(differences),
                exact ? allFlips(moved) : randomFlips(moved, seed), exact, better, moved.length - better,
                differences.size() - moved.length, sign(better, moved.length - better),
                a.keySet().stream().filter(problem -> !b.containsKey(problem)).toList(),
                b.keySet().stream().filter(problem -> !a.containsKey(problem)).toList());
    }

    private static Map<String, Double> shares(Scores scores) {
        var shares = new LinkedHashMap<String, Double>();
        scores.right().forEach((problem, tally) -> shares.put(problem, tally.right() / (double) tally.samples()));
        return shares;
    }

    private static double allFlips(double[] differences) {
        double observed = Math.abs(java.util.Arrays.stream(differences).sum());
        int extreme = 0;
        for (int flips = 0; flips < 1 << differences.length; flips++) {
            double sum = 0;
            for (int i = 0; i < differences.length; i++)
                sum += (flips >> i & 1) == 0 ? differences[i] : -differences[i];
            if (Math.abs(sum) >= observed - SLACK) extreme++;
        }
        return extreme / (double) (1 << differences.length);
    }

    /// The observed signs count as one of the flips, so that p is never 0.
    private static double randomFlips(double[] differences, long seed) {
        double observed = Math.abs(java.util.Arrays.stream(differences).sum());
        var random = new SplittableRandom(seed);
        int extreme = 1;
        for (int flip = 0; flip < FLIPS; flip++) {
            double sum = 0;
            for (double difference : differences)
                sum += random.nextBoolean() ? difference : -difference;
            if (Math.abs(sum) >= observed - SLACK) extreme++;
        }
        return extreme / (FLIPS + 1.0);
    }

    /// Twice the chance of that few heads or fewer, of so many throws of a fair coin.
    private static double sign(int better, int worse) {
        int n = better + worse;
        double chance = Math.pow(0.5, n), tail = 0;
        for (int k = 0; k <= Math.min(better, worse); k++) {
            tail += chance;
            chance *= (n - k) / (k + 1.0);
        }
        return Math.min(1, 2 * tail);
    }
}
