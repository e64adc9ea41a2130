package dev.retool4j.data;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Random streams that are addressed by a seed and an index, so that item number 1000 of a stream needs none of the 999 before it.
final class Seeds {
    private static final RandomGeneratorFactory<RandomGenerator> FACTORY = RandomGeneratorFactory.of("L64X128MixRandom");

    private Seeds() {}

    /// The generator of one item: an L64X128MixRandom whose seed is the stream's seed and the index, mixed.
    static RandomGenerator random(long seed, long index) {
        return FACTORY.create(mix(mix(seed + 0x9E3779B97F4A7C15L) + index));
    }

    /// The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
