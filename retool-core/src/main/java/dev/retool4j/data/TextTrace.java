package dev.retool4j.data;

/// A problem with text reasoning that solves it: what the cold start begins with (D_init of ReTool §2.2).
///
/// @param problem   what is solved
/// @param reasoning natural language, ending in the answer with its tags
public record TextTrace(Problem problem, String reasoning) {}
