package dev.retool4j.train;

/// What a policy update did to its tokens, summed so that microbatches and minibatches add up with [#plus].
///
/// @param tokens         sampled tokens seen
/// @param clippedHigh    of these, with positive advantage and a ratio above 1 + clipHigh: no gradient
/// @param clippedLow     of these, with negative advantage and a ratio below 1 − clipLow: no gradient
/// @param dualClipped    of these, with negative advantage and a ratio above dualClip: no gradient
/// @param k1Sum          sum of log π_old − log π
/// @param k3Sum          sum of ρ − 1 − log ρ
/// @param ratioMax       largest ratio; 0 without tokens
/// @param entropySum     over the tokens, where entropies were given
/// @param referenceKlSum sum of the k3 estimate of the divergence from the reference policy, where its log-probabilities were given
public record PolicyStats(long tokens, long clippedHigh, long clippedLow, long dualClipped, double k1Sum, double k3Sum, double ratioMax,
        double entropySum, double referenceKlSum) {

    public static final PolicyStats NONE = new PolicyStats(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public PolicyStats plus(PolicyStats other) {
        return new PolicyStats(tokens + other.tokens, clippedHigh + other.clippedHigh, clippedLow + other.clippedLow, dualClipped
                + other.dualClipped, k1Sum + other.k1Sum, k3Sum + other.k3Sum, Math.max(ratioMax, other.ratioMax),
                entropySum
                        + other.entropySum,
                referenceKlSum + other.referenceKlSum);
    }

    public double clipHighFraction() {
        return perToken(clippedHigh);
    }

    public double clipLowFraction() {
        return perToken(clippedLow);
    }

    public double dualClipFraction() {
        return perToken(dualClipped);
    }

    /// KL(π_old ‖ π) by the k1 estimator: unbiased, may be negative.
    public double approximateKlK1() {
        return perToken(k1Sum);
    }

    /// KL(π_old ‖ π) by the k3 estimator: unbiased, never negative.
    public double approximateKlK3() {
        return perToken(k3Sum);
    }

    public double entropy() {
        return perToken(entropySum);
    }

    public double referenceKl() {
        return perToken(referenceKlSum);
    }

    private double perToken(double sum) {
        return tokens == 0 ? 0 : sum / tokens;
    }

    /// Counts token by token.
    static final class Counter {
        private final PolicyLoss options;
        private long tokens;
        private long high;
        private long low;
        private long dual;
        private double k1;
        private double k3;
        private double ratioMax;
        private double entropy;
        private double referenceKl;

        Counter(PolicyLoss options) {
            this.options = options;
        }

        void add(double logRatio, double advantage) {
            double ratio = Math.exp(logRatio);
            tokens++;
            if (advantage > 0 && ratio > 1 + options.clipHigh()) high++;
            if (advantage < 0 && ratio < 1 - options.clipLow()) low++;
            if (advantage < 0 && ratio > options.dualClip()) dual++;
            k1 -= logRatio;
            k3 += ratio - 1 - logRatio;
            ratioMax = Math.max(ratioMax, ratio);
        }

        void addEntropies(float[] entropies) {
            for (float e : entropies)
                entropy += e;
        }

        void addReference(float[] logprobs, float[] reference) {
            for (int i = 0; i < logprobs.length; i++) {
                double logRatio = reference[i] - logprobs[i];
                referenceKl += Math.exp(logRatio) - 1 - logRatio;
            }
        }

        PolicyStats stats() {
            return new PolicyStats(tokens, high, low, dual, k1, k3, ratioMax, entropy, referenceKl);
        }
    }
}
