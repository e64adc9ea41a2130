package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.Usage;
import org.jspecify.annotations.Nullable;

/// What became of a row.
public sealed interface Outcome {
    SourceRow row();

    /// @param attempts     times that the teacher wrote it
    /// @param usage        what its answers cost, those of curation included
    /// @param verification the accepted trace
    record Accepted(SourceRow row, int attempts, Usage usage, Verification verification) implements Outcome {}

    /// @param attempts     times that the teacher wrote it; 0: it fell out before
    /// @param verification of the last attempt; null: there was none, or no trace in it
    /// @param response     the last attempt as it was written
    record Rejected(SourceRow row, Reject reason, String detail, int attempts, Usage usage, @Nullable Verification verification,
            String response) implements Outcome {}

    /// Nothing is known yet: another call may go on with it.
    ///
    /// @param why for a person
    record Unfinished(SourceRow row, String why) implements Outcome {}
}
