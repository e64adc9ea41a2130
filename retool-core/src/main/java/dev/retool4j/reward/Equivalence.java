package dev.retool4j.reward;

/// Decides whether an answer is the gold answer: a pure function of two strings, safe for any input.
///
/// Exact rationals are compared at once; anything else is read into a typed tree or refused.
public final class Equivalence {
    private static final Equivalence STANDARD = new Equivalence();

    private Equivalence() {}

    /// The rules used for rewards.
    public static Equivalence standard() {
        return STANDARD;
    }

    /// Compares an answer with the gold answer.
    ///
    /// @param gold   the ground truth
    /// @param answer what the policy said, without its box
    public Judgement judge(String gold, String answer) {
        var left = QuickNumber.read(gold);
        if (left != null) {
            var right = QuickNumber.read(answer);
            if (right != null) {
                return left.equals(right) ? Judgement.equal("exact: " + left) : Judgement.different("exact: " + right + " is not " + left);
            }
        }
        var plainGold = gold.strip();
        if (!plainGold.isEmpty() && plainGold.equals(answer.strip())) return Judgement.equal("same text");
        return Judgement.undecided("neither both plain numbers nor the same text");
    }

    /// Whether [#judge] says EQUAL.
    public boolean isEquivalent(String gold, String answer) {
        return judge(gold, answer).isEqual();
    }
}
