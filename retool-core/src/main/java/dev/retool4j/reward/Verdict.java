package dev.retool4j.reward;

/// What the verifier says of two answers. Only [#EQUAL] earns a reward.
public enum Verdict {
    /// Proved equal, or equal at every probe to the precision that the rules ask for.
    EQUAL,
    /// Different in value, structure or wording.
    DIFFERENT,
    /// Not readable, or not to be settled within the step budget; counts as not equal and is worth a metric of its own.
    UNDECIDED
}
