package dev.retool4j.data;

/// How a mini-AIME problem is worded. A statement is a body ("the gcd of {a} and {b}") in a frame ("Find {x}.").
///
/// A held-out wording is, in 60% of the problems, a body that training never uses (30% of these in a frame that training never uses), and
/// in 40% a training body in such a frame.
public enum Wording {
    /// the first three training bodies without their alternatives, the first six frames: what the base is trained on
    NARROW,
    /// all training bodies with their alternatives, all training frames
    TRAIN,
    /// the validation set's own held-out wordings
    VALID,
    /// the test set's own held-out wordings
    TEST;

    /// The wording that goes with a split.
    public static Wording of(Split split) {
        return switch (split) {
            case TRAIN -> TRAIN;
            case VALID -> VALID;
            case TEST -> TEST;
        };
    }
}
