package dev.retool4j.run.report;

import dev.retool4j.run.Trace;

/// A trajectory chosen to be shown.
///
/// @param heading what it is an example of
/// @param note    where it comes from, and what to look at
/// @param trace   the trajectory
record Sample(String heading, String note, Trace trace) {}
