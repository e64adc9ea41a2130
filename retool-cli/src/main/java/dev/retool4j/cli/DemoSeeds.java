package dev.retool4j.cli;

import dev.retool4j.rollout.InterleavedRollout;

/// Seeds for the parts of a demo, so that no two of them draw the same stream.
final class DemoSeeds {
    private DemoSeeds() {}

    static long of(long seed, int part) {
        return InterleavedRollout.sampleSeed(seed, part, 0);
    }
}
