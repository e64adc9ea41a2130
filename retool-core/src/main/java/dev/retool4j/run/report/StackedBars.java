package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Parts of a whole by step as stacked bars; many steps are averaged into few bars.
final class StackedBars {
    private static final double WIDTH = 360;
    private static final double HEIGHT = 230;
    private static final double LEFT = 50;
    private static final double RIGHT = WIDTH - 14;
    private static final double TOP = 14;
    private static final double BOTTOM = HEIGHT - 42;
    private static final int BARS = 30;

    private final String title;
    private final Map<String, NavigableMap<Integer, Double>> parts = new LinkedHashMap<>();

    StackedBars(String title) {
        this.title = title;
    }

    StackedBars part(String name, NavigableMap<Integer, Double> values) {
        if (!values.isEmpty()) parts.put(name, values);
        return this;
    }

    boolean isEmpty() {
        return parts.isEmpty();
    }

    private record Bar(int first, int last, double[] heights) {}

    private List<Bar> bars() {
        var steps = new TreeMap<Integer, Boolean>();
        parts.values().forEach(values -> values.keySet().forEach(step -> steps.put(step, true)));
        var all = List.copyOf(steps.keySet());
        int count = Math.min(BARS, all.size());
        var bars = new ArrayList<Bar>();
        for (int i = 0; i < count; i++) {
            var chunk = all.subList(i * all.size() / count, (i + 1) * all.size() / count);
            var heights = parts.values().stream().mapToDouble(values -> chunk.stream().mapToDouble(step -> values.getOrDefault(step, 0.0))
                    .filter(Double::isFinite).average().orElse(0)).toArray();
            bars.add(new Bar(chunk.getFirst(), chunk.getLast(), heights));
        }
        return bars;
    }

    Tag render() {
        var bars = bars();
        double highest = bars.stream().mapToDouble(bar -> java.util.Arrays.stream(bar.heights).sum()).max().orElse(1);
        var y = Scale.around(0, highest, 5, false);
        var svg = Tag.of("svg", "chart").with("viewBox", "0 0 " + Tag.coordinate(WIDTH) + " " + Tag.coordinate(HEIGHT)).with("role", "img")
                .add(Tag.of("title").text(title));
        for (double mark : y.marks()) {
            double at = y.position(mark, BOTTOM, TOP);
            svg.add(Tag.of("path", mark == 0 ? "axis" : "gridline").with("d",
                    "M" + Tag.coordinate(LEFT) + " " + Tag.coordinate(at) + "H" + Tag.coordinate(RIGHT)),
                    label(y.label(mark), LEFT - 8, at + 4.5, "end"));
        }
        double width = (RIGHT - LEFT) / bars.size();
        var names = List.copyOf(parts.keySet());
        for (int i = 0; i < bars.size(); i++) {
            var bar = bars.get(i);
            double below = 0;
            for (int part = 0; part < names.size(); part++) {
                double height = bar.heights[part];
                double top = y.position(below + height, BOTTOM, TOP);
                svg.add(Tag.of("rect", "part part" + part).with("x", LEFT + i * width + width * 0.1).with("y", top)
                        .with("width", width * 0.8)
                        .with("height", Math.max(0, y.position(below, BOTTOM, TOP) - top))
                        .add(Tag.of("title")
                                .text(names.get(part) + ", steps " + bar.first + "–" + bar.last + ": " + Figures.number(height) + " s")));
                below += height;
            }
            if (i % Math.max(1, bars.size() / 5) == 0)
                svg.add(label(Integer.toString(bar.first), LEFT + (i + 0.5) * width, BOTTOM + 19, "middle"));
        }
        return svg.add(label("step", (LEFT + RIGHT) / 2, HEIGHT - 6, "middle"));
    }

    Tag legend() {
        var legend = Tag.of("ul", "legend");
        int part = 0;
        for (var name : parts.keySet())
            legend.add(Tag.of("li").add(Tag.of("svg", "sample").with("viewBox", "0 0 34 12").with("aria-hidden", "true")
                    .add(Tag.of("rect", "part part" + part++).with("x", 4).with("y", 0).with("width", 26).with("height", 12)),
                    Tag.of("span").text(name)));
        return legend;
    }

    private static Tag label(String text, double x, double y, String anchor) {
        return Tag.of("text", "tick").with("x", x).with("y", y).with("text-anchor", anchor).text(text);
    }
}
