package dev.retool4j.data.rewrite;

import dev.retool4j.data.ExecutedTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What verification found.
///
/// @param response the trace as it was written
/// @param executed the trace with the true outputs; null where its format is broken
/// @param matches  how the recorded output of each block compares with the true one
/// @param edits    its distance from the original; null where its format is broken or there is no original
/// @param defects  every rule that it breaks, in the order of verification; none: it is accepted
public record Verification(String response, @Nullable ExecutedTrace executed, List<OutputMatch> matches, @Nullable Edits edits,
        List<Defect> defects) {
    public Verification {
        matches = List.copyOf(matches);
        defects = List.copyOf(defects);
    }

    /// A trace that could not be read.
    static Verification unread(String response, Defect defect) {
        return new Verification(response, null, List.of(), null, List.of(defect));
    }

    public boolean accepted() {
        return defects.isEmpty();
    }
}
