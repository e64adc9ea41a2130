package dev.retool4j.data;

/// What the base corpus is made of; what is left after drills and workings are bare code documents.
///
/// @param wording  of the statements
/// @param drills   share of copy drills
/// @param workings share of bare workings (easy families only)
public record BaseMix(Wording wording, double drills, double workings) {

    /// The base that both policies start from: few wordings, so that numbers are aligned first.
    public static final BaseMix BASE = new BaseMix(Wording.NARROW, 0.30, 0);

    /// What is blended into the tool policy's cold start.
    public static final BaseMix TOOL_BLEND = new BaseMix(Wording.TRAIN, 0.20, 0.25);

    /// What is blended into the text-only policy's cold start: no code.
    public static final BaseMix TEXT_BLEND = new BaseMix(Wording.TRAIN, 0.20, 0.80);

    public BaseMix {
        if (wording != Wording.NARROW && wording != Wording.TRAIN)
            throw new IllegalArgumentException("the base corpus must not use held-out wordings, got " + wording);
        if (!(drills >= 0 && workings >= 0 && drills + workings <= 1 + 1e-9))
            throw new IllegalArgumentException(
                    "shares must not be negative and add up to 1 at most, got drills " + drills + ", workings " + workings);
    }
}
