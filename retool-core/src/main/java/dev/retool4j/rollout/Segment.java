package dev.retool4j.rollout;

import dev.retool4j.data.Span;

/// Consecutive response tokens of one kind.
///
/// @param kind  what they are; only [Span.Kind#INTERPRETER] was not sampled by the policy
/// @param begin index of the first token in the response
/// @param end   one past the last
/// @param text  their decoded text
public record Segment(Span.Kind kind, int begin, int end, String text) {}
