package dev.retool4j.reward;

/// A pair of answers with what a person or a test suite says of them.
///
/// Where either holds a `\boxed{…}`, its last box counts.
///
/// @param gold       the ground truth
/// @param prediction what is judged
/// @param equivalent the label
public record LabelledPair(String gold, String prediction, boolean equivalent) {}
