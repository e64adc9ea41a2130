package dev.retool4j.reward;

/// What the verifier may be lenient about.
///
/// @param decimalDigits significant digits that a decimal needs to stand for an exact non-integer that it rounds or truncates; 6 for rewards, 3 for evaluation
/// @param steps         the step budget of one comparison; beyond it the verdict is undecided
public record EquivalenceOptions(int decimalDigits, long steps) {
    /// For rewards.
    public static final EquivalenceOptions REWARD = new EquivalenceOptions(6, Budget.STEPS);
    /// For evaluation: like most peers, three digits are enough.
    public static final EquivalenceOptions EVALUATION = new EquivalenceOptions(3, Budget.STEPS);

    public EquivalenceOptions {
        if (decimalDigits < 1) throw new IllegalArgumentException("decimalDigits must be at least 1, got " + decimalDigits);
        if (steps < 1) throw new IllegalArgumentException("steps must be at least 1, got " + steps);
    }
}
