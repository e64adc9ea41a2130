package dev.retool4j.analysis;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// How a policy used its interpreter in a set of responses: every [Measure] (ReTool §3.3, Figure 3).
///
/// @param responses scorable trajectories that were measured
/// @param excluded  trajectories left out because the infrastructure failed
/// @param measures  every measure
public record ToolUse(int responses, int excluded, Map<Measure, Ratio> measures) {
    public ToolUse {
        measures = Map.copyOf(measures);
    }

    /// Measures a set of trajectories.
    public static ToolUse of(List<Scored> all) {
        var responses = Scored.scorable(all);
        var measures = new EnumMap<Measure, Ratio>(Measure.class);
        for (var measure : Measure.values())
            measures.put(measure, measure.of(responses));
        return new ToolUse(responses.size(), all.size() - responses.size(), measures);
    }

    /// Measures the trajectories of each value of a problem's tag apart, for example `level` or `family`; those without it stand under
    /// the empty text.
    public static SortedMap<String, ToolUse> byTag(List<Scored> all, String tag) {
        var result = new TreeMap<String, ToolUse>();
        split(all, tag).forEach((value, samples) -> result.put(value, of(samples)));
        return result;
    }

    /// Samples by the value of a problem's tag, in order of the value; those without it stand under the empty text.
    public static SortedMap<String, List<Scored>> split(List<Scored> all, String tag) {
        var groups = new TreeMap<String, List<Scored>>();
        for (var sample : all) {
            var value = sample.trajectory().problem().tags().getOrDefault(tag, "");
            groups.computeIfAbsent(value, key -> new ArrayList<>()).add(sample);
        }
        return groups;
    }

    public Ratio ratio(Measure measure) {
        return Objects.requireNonNull(measures.get(measure), "every measure is computed");
    }

    /// A measure's value; NaN where its denominator is empty.
    public double value(Measure measure) {
        return ratio(measure).value();
    }

    /// All values under their metric keys, in the order of [Measure].
    public Map<String, Double> values() {
        var values = new LinkedHashMap<String, Double>();
        for (var measure : Measure.values())
            values.put(measure.key(), value(measure));
        return values;
    }
}
