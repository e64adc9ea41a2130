package dev.retool4j.reward;

/// A verdict with its reason.
///
/// @param verdict equal, different or undecided
/// @param reason  one line for a person to read, for example `exact: 1/2` or `cannot read the answer: unknown command \foo at 3`
public record Judgement(Verdict verdict, String reason) {

    static Judgement equal(String reason) {
        return new Judgement(Verdict.EQUAL, reason);
    }

    static Judgement different(String reason) {
        return new Judgement(Verdict.DIFFERENT, reason);
    }

    static Judgement undecided(String reason) {
        return new Judgement(Verdict.UNDECIDED, reason);
    }

    /// Whether the verdict is [Verdict#EQUAL].
    public boolean isEqual() {
        return verdict == Verdict.EQUAL;
    }
}
