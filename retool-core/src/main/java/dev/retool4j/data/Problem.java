package dev.retool4j.data;

import java.util.Map;

/// A question with its ground truth.
///
/// @param id       unique within its data set, for example `aime24-07` or `mini-aime/modpow/000123`
/// @param question the problem as a person would read it, without any prompt wording
/// @param answer   the ground truth as text, normalised by the reader (no leading zeros in integers)
/// @param tags     free labels that analysis groups by, for example `family=modpow`, `level=easy`, `split=test`
public record Problem(String id, String question, String answer, Map<String, String> tags) {
    public Problem {
        tags = Map.copyOf(tags);
    }

    public Problem(String id, String question, String answer) {
        this(id, question, answer, Map.of());
    }
}
