package dev.retool4j.reward;

/// A fixed stream of well-mixed numbers (SplitMix64): probes depend on the answers' text only, so a verdict never changes between runs.
final class Mix {
    private long state;

    Mix(long seed) {
        state = seed;
    }

    long next() {
        state += 0x9E3779B97F4A7C15L;
        return mix(state);
    }

    /// A number from 0 to bound − 1.
    int next(int bound) {
        return (int) Long.remainderUnsigned(next(), bound);
    }

    static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
