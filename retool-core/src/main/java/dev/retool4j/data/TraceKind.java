package dev.retool4j.data;

/// How a programmatic trace goes about its problem.
public enum TraceKind {
    /// works by hand; the stated answer is right
    TEXT,
    /// states the answer at once; it is right
    QUICK,
    /// writes a program at once and takes its result
    EARLY,
    /// works by hand, then checks with a program and takes its result
    LATE,
    /// writes a program that fails, reads the error, writes it again without the mistake
    FIXED,
    /// a bad habit: writes a program that fails and then works by hand; the stated answer is right
    GIVEN_UP,
    /// a bad habit: writes a program that computes something else and takes its result, so that the answer is wrong
    WRONG
}
