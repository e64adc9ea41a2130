package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;

/// A rule that a rewritten trace breaks.
///
/// @param reason which
/// @param detail what is wrong and where, in words that its author can act on; never the gold answer
public record Defect(Reject reason, String detail) {}
