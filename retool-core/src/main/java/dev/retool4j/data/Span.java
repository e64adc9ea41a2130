package dev.retool4j.data;

/// A stretch of a response's text with its kind. The response of a cold-start trace is a list of spans.
///
/// Loss falls on the policy's own spans only: [Kind#INTERPRETER] is masked (ReTool §2.3.1, interpreter feedback mask).
public record Span(Kind kind, String text) {

    /// What a span, or a segment of a trajectory, is.
    public enum Kind {
        /// natural language reasoning
        TEXT,
        /// a code block with its tags, from `<code>` to `</code>`
        CODE,
        /// what the environment inserted, tags included; never trained on
        INTERPRETER,
        /// the final answer with its tags
        ANSWER
    }

    /// Whether the policy writes this span, so that it carries loss and gradient.
    public boolean sampled() {
        return kind != Kind.INTERPRETER;
    }
}
