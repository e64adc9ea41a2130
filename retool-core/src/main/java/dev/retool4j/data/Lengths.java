package dev.retool4j.data;

import java.util.stream.IntStream;

/// How lengths are spread.
///
/// @param least   the shortest
/// @param median  half are no longer (of an even number, the lower middle one)
/// @param most95  95% are no longer
/// @param most    the longest
/// @param mean    their average
public record Lengths(int least, int median, int most95, int most, double mean) {

    /// @throws IllegalArgumentException if there is none
    public static Lengths of(IntStream lengths) {
        var sorted = lengths.sorted().toArray();
        if (sorted.length == 0) throw new IllegalArgumentException("there is nothing to measure");
        return new Lengths(sorted[0], at(sorted, 0.5), at(sorted, 0.95), sorted[sorted.length - 1],
                IntStream.of(sorted).average().orElseThrow());
    }

    private static int at(int[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }
}
