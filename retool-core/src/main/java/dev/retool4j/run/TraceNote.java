package dev.retool4j.run;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became known about a trace after it was written, for example by the update it was used in.
///
/// A column of tokens has either one figure for each response token, 0 on the interpreter's, or a single one that holds for every token that
/// the policy sampled. Figures are kept to a few significant digits.
///
/// @param id      the trajectory's id
/// @param step    the step that it belongs to
/// @param figures single figures by name, for example [#ADVANTAGE]
/// @param tokens  columns by name, for example [#DIFFERENCE]
public record TraceNote(String id, int step, Map<String, Double> figures, Map<String, float[]> tokens) {
    /// who the trainer's notes are from
    public static final String TRAINER = "trainer";

    /// column: advantage of each token; figure: its mean over the sampled tokens
    public static final String ADVANTAGE = "advantage";
    /// column: what the critic should have foreseen
    public static final String RETURN = "return";
    /// column: log-probability under the behaviour policy, where the trainer computed it again; otherwise it is the engine's
    public static final String OLD_LOGPROB = "old_logprob";
    /// column: log-probability in the update's last pass over the token, minus the old one
    public static final String DIFFERENCE = "difference";
    /// column: entropy of the policy's distribution in the same pass, in nats
    public static final String ENTROPY = "entropy";
    /// figure: sampled tokens whose ratio was clipped in the same pass, so that they carried no gradient
    public static final String CLIPPED = "clipped";
    /// figure: largest ratio in the same pass
    public static final String RATIO_MAX = "ratio_max";
    /// figure: optimiser steps that the update had made before the same pass
    public static final String UPDATES = "updates";
    /// figure: largest |log-probability by the trainer − by the engine| on the same weights
    public static final String MISMATCH_MAX = "mismatch_max";

    /// A column with one figure for each response token, NaN on the interpreter's; null where the note has none.
    ///
    /// @param sampled whether the policy sampled each response token
    public float @Nullable [] column(String name, boolean[] sampled) {
        var kept = tokens.get(name);
        if (kept == null || kept.length != 1 && kept.length != sampled.length) return null;
        var column = new float[sampled.length];
        Arrays.fill(column, Float.NaN);
        for (int t = 0; t < column.length; t++)
            if (sampled[t]) column[t] = kept[kept.length == 1 ? 0 : t];
        return column;
    }
}
