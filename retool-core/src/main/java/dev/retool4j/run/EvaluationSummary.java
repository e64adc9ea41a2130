package dev.retool4j.run;

import dev.retool4j.analysis.Estimate;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.Scores;
import dev.retool4j.analysis.ToolUse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What an evaluation gave.
///
/// @param set      the problem set's name
/// @param step     the policy's step
/// @param protocol how it was made
/// @param measures accuracy (avg@k), its standard error, pass@k, maj@k, counts, and every [dev.retool4j.analysis.Measure], by key
public record EvaluationSummary(String set, int step, Protocol protocol, Map<String, Double> measures) {
    public EvaluationSummary {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /// Scores and measures an evaluation's trajectories.
    public static EvaluationSummary of(String set, int step, Protocol protocol, List<Scored> samples) {
        var scores = Scores.of(samples);
        var measures = new LinkedHashMap<String, Double>();
        measures.put(MetricNames.ACCURACY, scores.average().value());
        measures.put(MetricNames.STANDARD_ERROR, scores.average().standardError());
        for (int k = 2; k <= scores.commonSamples(); k *= 2)
            put(measures, "pass@" + k, scores.pass(k));
        if (scores.commonSamples() > 1) put(measures, "maj@" + scores.commonSamples(), scores.majority());
        measures.put("problems", (double) scores.problems());
        measures.put("samples", (double) scores.samples());
        measures.put("excluded", (double) scores.excluded());
        measures.putAll(ToolUse.of(samples).values());
        return new EvaluationSummary(set, step, protocol, measures);
    }

    private static void put(Map<String, Double> measures, String name, Estimate estimate) {
        measures.put(name, estimate.value());
        measures.put(name + "/" + MetricNames.STANDARD_ERROR, estimate.standardError());
    }

    /// The measures under their names in `metrics.jsonl`: `eval/<set>/accuracy` and so on.
    public Map<String, Double> metrics() {
        var metrics = new LinkedHashMap<String, Double>();
        measures.forEach((key, value) -> metrics.put(MetricNames.evaluation(set, key), value));
        return metrics;
    }

    /// One measure; NaN where it was not taken.
    public double measure(String key) {
        return measures.getOrDefault(key, Double.NaN);
    }
}
