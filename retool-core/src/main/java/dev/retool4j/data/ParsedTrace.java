package dev.retool4j.data;

import java.util.List;

/// A written trace cut into spans, or why it could not be.
public sealed interface ParsedTrace {

    /// @param spans the whole text, cut: TEXT, CODE with the INTERPRETER that follows it, and last the ANSWER
    record WellFormed(List<Span> spans) implements ParsedTrace {
        public WellFormed {
            spans = List.copyOf(spans);
        }
    }

    /// @param reason which rule it breaks
    /// @param detail where, for a person to read
    record Malformed(Reject reason, String detail) implements ParsedTrace {}
}
