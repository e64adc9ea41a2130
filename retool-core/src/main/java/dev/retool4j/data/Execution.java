package dev.retool4j.data;

/// What running a code block of a trace gave.
///
/// @param succeeded whether the program ran to its end without error
/// @param output    the text that stands between the interpreter's tags
public record Execution(boolean succeeded, String output) {}
