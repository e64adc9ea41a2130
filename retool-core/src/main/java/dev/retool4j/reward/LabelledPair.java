package dev.retool4j.reward;

/// A pair of answers with what a person or a test suite says of them.
///
/// @param gold       the ground truth
/// @param prediction what is judged; where it holds a `\boxed{…}`, the last box counts
/// @param equivalent the label
public record LabelledPair(String gold, String prediction, boolean equivalent) {}
