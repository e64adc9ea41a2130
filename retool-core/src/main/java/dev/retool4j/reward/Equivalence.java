package dev.retool4j.reward;

import org.jspecify.annotations.Nullable;

/// Decides whether an answer is the gold answer: a pure function of two strings, deterministic, safe for any input.
///
/// Plain numbers are compared at once as exact rationals. Everything else is read as a whole into a typed tree or refused, and compared by
/// structure; scalars are decided by exact arithmetic, by images in finite fields, or by ball arithmetic at two precisions.
///
/// ```java
/// Equivalence.standard().judge("\\frac{1}{2}", "0.5").verdict() // EQUAL
/// ```
public final class Equivalence {
    /// Version of the rules; it is raised with every change that can change a verdict.
    public static final int VERSION = 1;

    private static final Equivalence STANDARD = new Equivalence(EquivalenceOptions.REWARD);

    private final EquivalenceOptions options;

    private Equivalence(EquivalenceOptions options) {
        this.options = options;
    }

    /// The rules used for rewards.
    public static Equivalence standard() {
        return STANDARD;
    }

    /// Other rules.
    public static Equivalence of(EquivalenceOptions options) {
        return new Equivalence(options);
    }

    /// Name, version and options, for the record of a score.
    public String description() {
        return "retool4j equivalence " + VERSION + ", " + options.decimalDigits() + " digits";
    }

    /// Compares an answer with the gold answer. Never throws; never takes more than its step budget.
    ///
    /// @param gold   the ground truth
    /// @param answer what the policy said, with or without a box around it
    public Judgement judge(String gold, String answer) {
        var left = QuickNumber.read(gold);
        if (left != null) {
            var right = QuickNumber.read(answer);
            if (right != null && left.equals(right)) return Judgement.equal("exact");
            if (right != null && (left.isInteger() || right.isInteger() || !mayRound(gold) && !mayRound(answer))) {
                return Judgement.different("different numbers");
            }
        }
        return general(Answers.trim(gold), Answers.trim(answer));
    }

    /// Whether a plain number is a decimal with enough digits to stand for what it rounds.
    private boolean mayRound(String number) {
        return number.indexOf('.') >= 0 && number.length() > options.decimalDigits();
    }

    /// Whether [#judge] says EQUAL.
    public boolean isEquivalent(String gold, String answer) {
        return judge(gold, answer).isEqual();
    }

    /// The same verdict with what was read on either side.
    public Explanation explain(String gold, String answer) {
        return Explanation.of(this, gold, answer);
    }

    private Judgement general(String gold, String answer) {
        if (gold.isEmpty() || answer.isEmpty())
            return Judgement.undecided(gold.isEmpty() ? "the gold answer is empty" : "the answer is empty");
        var choice = Words.choice(gold);
        if (choice != null && choice.equals(Words.choice(answer))) return Judgement.equal("the same letter");
        var judgement = judge(gold, answer, Reading.USUAL, null);
        if (judgement.isEqual() || judgement.verdict() == Verdict.UNDECIDED && Words.harmless(gold) && Words.harmless(answer)
                && Words.sameText(gold, answer)) {
            return judgement.isEqual() ? judgement : Judgement.equal("the same text");
        }
        return judgement;
    }

    private Judgement judge(String gold, String answer, Reading reading, @Nullable Judgement before) {
        Parser.Parsed left;
        Parser.Parsed right;
        try {
            left = Parser.parse(gold, reading);
        } catch (Unreadable e) {
            return before != null ? before : Judgement.undecided("cannot read the gold answer: " + e.reason());
        }
        try {
            right = Parser.parse(answer, reading);
        } catch (Unreadable e) {
            return before != null ? before : Judgement.undecided("cannot read the answer: " + e.reason());
        }
        var judgement = compare(gold, answer, left.expr(), right.expr());
        if (judgement.isEqual() || before != null) return judgement.isEqual() || before == null ? judgement : before;
        if (left.divisionAmbiguous() || right.divisionAmbiguous()) judgement = judge(gold, answer, Reading.LOOSE_DIVISION, judgement);
        if (!judgement.isEqual() && left.commasAmbiguous() && right.commasAmbiguous()) {
            judgement = judge(gold, answer, Reading.COMMAS_SPLIT, judgement);
        }
        return judgement;
    }

    private Judgement compare(String gold, String answer, Expr left, Expr right) {
        if (left instanceof Expr.Text != right instanceof Expr.Text) {
            var same = Words.bare(gold).equals(Words.bare(answer));
            return same ? Judgement.equal("the same words") : Judgement.different("words against a formula");
        }
        // of the trees, not of the texts, and the same in either order: what looks different must not be tried at different points
        var seed = Mix.mix((long) TreeText.of(left).hashCode() + TreeText.of(right).hashCode());
        try {
            return new Comparer(options, new Budget(options.steps()), seed).compare(left, right);
        } catch (Unsettled e) {
            return Judgement.undecided(e.reason());
        } catch (ArithmeticException e) {
            return Judgement.undecided("a number beyond the verifier's range");
        }
    }
}
