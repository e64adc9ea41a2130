package dev.retool4j.run.report;

import dev.retool4j.analysis.Measure;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.MetricsLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunInfo;
import dev.retool4j.run.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// What a report needs of one run.
///
/// @param name        as the report calls it
/// @param style       class that colours its lines
/// @param path        its directory
/// @param info        how it stands
/// @param set         the problem set that is shown
/// @param rows        its metrics
/// @param evaluations of the set by step
/// @param others      evaluations of other sets at the last evaluated step
/// @param first       trajectories of the set's first evaluation
/// @param last        trajectories of its last evaluation
record ArmData(String name, String style, Path path, RunInfo info, String set, List<MetricsLog.Row> rows,
        NavigableMap<Integer, EvaluationSummary> evaluations, List<EvaluationSummary> others, List<Trace> first, List<Trace> last) {

    static ArmData read(ReportInput.Arm arm, String style, String set) {
        var run = RunDirectory.read(arm.run());
        var evaluations = new TreeMap<Integer, EvaluationSummary>();
        var others = new TreeMap<String, EvaluationSummary>();
        for (int step : run.evaluations().steps())
            run.evaluations().summaries(step).forEach((name, summary) -> {
                if (name.equals(set)) evaluations.put(step, summary);
                else
                    others.put(name, summary);
            });
        List<Trace> first = evaluations.isEmpty() ? List.of() : run.evaluations().traces(evaluations.firstKey(), set);
        List<Trace> last = evaluations.size() < 2 ? first : run.evaluations().traces(evaluations.lastKey(), set);
        return new ArmData(arm.name(), style, arm.run(), run.info(), set, run.metrics().rows(), evaluations,
                new ArrayList<>(others.values()), first,
                last);
    }

    /// The set to show where none is asked for; empty if nothing was evaluated.
    static String usualSet(Path path) {
        var run = RunDirectory.read(path);
        var counts = new HashMap<String, Integer>();
        for (int step : run.evaluations().steps())
            run.evaluations().summaries(step).keySet().forEach(set -> counts.merge(set, 1, Integer::sum));
        if (counts.containsKey("heldout")) return "heldout";
        return counts.entrySet().stream().max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey).orElse("");
    }

    boolean evaluated() {
        return !evaluations.isEmpty();
    }

    /// A measure of the set's evaluations by step.
    Series evaluation(String key) {
        var points = new TreeMap<Integer, Double>();
        evaluations.forEach((step, summary) -> points.put(step, summary.measure(key)));
        return Series.of(name, style, points);
    }

    /// Accuracy by step with its standard error.
    Series accuracy() {
        var errors = new HashMap<Integer, Double>();
        evaluations.forEach((step, summary) -> errors.put(step, summary.measure(MetricNames.STANDARD_ERROR)));
        return new Series(name, style, evaluation(MetricNames.ACCURACY).points(), errors);
    }

    /// A logged metric by step.
    Series metric(String key) {
        return Series.of(name, style, MetricsLog.series(rows, key));
    }

    double first(Measure measure) {
        return first(measure.key());
    }

    double last(Measure measure) {
        return last(measure.key());
    }

    /// A measure at the first evaluation; NaN without one.
    double first(String key) {
        return evaluations.isEmpty() ? Double.NaN : evaluations.firstEntry().getValue().measure(key);
    }

    /// A measure at the last evaluation; NaN without one.
    double last(String key) {
        return evaluations.isEmpty() ? Double.NaN : evaluations.lastEntry().getValue().measure(key);
    }
}
