package dev.retool4j.run.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// One line of a chart.
///
/// @param name   in the legend
/// @param style  class that gives its colour and dashes
/// @param points y by x; NaN breaks the line
/// @param errors half the width of the band around it by x; none where empty
record Series(String name, String style, NavigableMap<Integer, Double> points, Map<Integer, Double> errors) {
    static Series of(String name, String style, SortedMap<Integer, Double> points) {
        return new Series(name, style, new TreeMap<>(points), Map.of());
    }

    /// Points at equal distances, as the paper's figures have them.
    static Series every(int step, String name, String style, double... values) {
        var points = new TreeMap<Integer, Double>();
        for (int i = 0; i < values.length; i++)
            points.put((i + 1) * step, values[i]);
        return of(name, style, points);
    }

    boolean isEmpty() {
        return points.values().stream().allMatch(value -> value.isNaN());
    }

    /// The running mean over the last so many points.
    Series smoothed(int window) {
        var smooth = new TreeMap<Integer, Double>();
        List<Double> last = new ArrayList<>();
        points.forEach((x, y) -> {
            if (!y.isNaN()) last.add(y);
            if (last.size() > window) last.removeFirst();
            smooth.put(x, last.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
        });
        return of(name, style, smooth);
    }
}
