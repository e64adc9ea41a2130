package dev.retool4j.data.rewrite;

import dev.retool4j.data.Problem;

/// One row of the input. Question, answer and text may be empty: curation says so.
///
/// @param problem question and gold answer
/// @param text    text reasoning, or a trace with tools in our tags
public record SourceRow(Problem problem, String text) {}
