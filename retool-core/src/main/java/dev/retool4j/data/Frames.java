package dev.retool4j.data;

import java.util.List;
import java.util.Map;

/// The sentences around a statement's body. A body that starts with "how" or "what" is a clause and has frames of its own.
final class Frames {
    private static final Map<Wording, List<String>> NOUN = Map.of( //
            Wording.NARROW, List.of("Find {x}.", "Compute {x}.", "Determine {x}.", "What is {x}?", "Calculate {x}.", "Give {x}."), //
            Wording.TRAIN,
            List.of("Find {x}.", "Compute {x}.", "Determine {x}.", "What is {x}?", "Calculate {x}.", "Give {x}.", "Work out {x}.",
                    "Please find {x}.", "Let N be {x}. Find N.", "Let N be {x}. What is N?", "Suppose N is {x}. What is N?"), //
            Wording.VALID,
            List.of("Let N be {x}. Give N.", "Please determine {x}.", "Suppose N is {x}. Compute N.", "Let N be {x}. Calculate N."), //
            Wording.TEST,
            List.of("Let N be {x}. Determine N.", "Please compute {x}.", "Suppose N is {x}. Find N.", "Let N be {x}. Compute N."));

    private static final Map<Wording, List<String>> CLAUSE = Map.of( //
            Wording.NARROW, List.of("Find {x}.", "Determine {x}.", "Work out {x}."), //
            Wording.TRAIN, List.of("Find {x}.", "Determine {x}.", "Work out {x}."), //
            Wording.VALID, List.of("Calculate {x}.", "Give {x}."), //
            Wording.TEST, List.of("Compute {x}.", "Please find {x}."));

    private Frames() {}

    /// Frames for a body.
    static List<String> of(Wording wording, String body) {
        return body.startsWith("how ") || body.startsWith("what ") ? forClauses(wording) : forNouns(wording);
    }

    static List<String> forNouns(Wording wording) {
        return NOUN.getOrDefault(wording, List.of());
    }

    static List<String> forClauses(Wording wording) {
        return CLAUSE.getOrDefault(wording, List.of());
    }
}
