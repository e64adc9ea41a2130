package dev.retool4j.train;

/// How the losses of single tokens become one number. Whatever the mode, every sampled token of a sequence weighs the same, so a mode is
/// one weight per sequence, computed over the whole minibatch; a loss is then the weighted sum of its tokens, and the losses of
/// microbatches simply add up to that of their minibatch.
///
/// Sequences without a sampled token take no part and do not count as sequences.
public enum LossAggregation {
    /// Every token of the minibatch weighs the same: long responses count for more (DAPO, arXiv 2503.14476).
    TOKEN_MEAN,
    /// Mean over the tokens of each sequence, then over sequences: the tokens of short responses weigh more (GRPO).
    SEQ_MEAN_TOKEN_MEAN,
    /// Sum over the tokens of each sequence divided by a constant, the longest response allowed, then mean over sequences: no bias by
    /// length (Dr. GRPO, arXiv 2503.20783).
    SEQ_MEAN_TOKEN_SUM_NORM;

    /// The weight of each sampled token of each sequence.
    ///
    /// @param sampledTokens     per sequence of the minibatch, how many of its tokens the policy sampled
    /// @param maxResponseTokens the longest response allowed; only [#SEQ_MEAN_TOKEN_SUM_NORM] uses it
    /// @return per sequence; 0 for sequences without a sampled token
    public float[] weights(int[] sampledTokens, int maxResponseTokens) {
        long tokens = 0;
        int sequences = 0;
        for (int count : sampledTokens) {
            tokens += count;
            if (count > 0) sequences++;
        }
        if (this == SEQ_MEAN_TOKEN_SUM_NORM) Checks.positive("maxResponseTokens", maxResponseTokens);
        var weights = new float[sampledTokens.length];
        for (int i = 0; i < weights.length; i++) {
            int count = sampledTokens[i];
            if (count == 0) continue;
            weights[i] = (float) switch (this) {
                case TOKEN_MEAN -> 1.0 / tokens;
                case SEQ_MEAN_TOKEN_MEAN -> 1.0 / ((double) sequences * count);
                case SEQ_MEAN_TOKEN_SUM_NORM -> 1.0 / ((double) sequences * maxResponseTokens);
            };
        }
        return weights;
    }
}
