package dev.retool4j.run;

import java.util.Map;

/// What became known about a trace after it was written, for example by the update it was used in.
///
/// @param id      the trajectory's id
/// @param step    the step that it belongs to
/// @param figures single figures by name, for example `advantage`
/// @param tokens  one figure for each response token by name, for example `old_logprob`
public record TraceNote(String id, int step, Map<String, Double> figures, Map<String, float[]> tokens) {}
