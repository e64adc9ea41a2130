package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.Scores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/// Accuracy by problem family as a row each: a hollow mark where it began, a filled one where it ended, a line between.
final class FamilyChart {
    private static final double WIDTH = 480;
    private static final double ROW = 26;
    private static final double LEFT = 96;
    private static final double RIGHT = WIDTH - 20;

    private FamilyChart() {}

    private record Row(String family, List<double[]> changes) {
        double end() {
            return changes.getFirst()[1];
        }
    }

    static Tag render(ReportData data) {
        var rows = rows(data);
        double height = rows.size() * ROW + 34;
        var svg = Tag.of("svg", "chart wide").with("viewBox", "0 0 " + Tag.coordinate(WIDTH) + " " + Tag.coordinate(height))
                .with("role", "img")
                .add(Tag.of("title").text("Accuracy by family, first and last evaluation; the table below holds the figures"));
        var scale = new Scale(0, 1, 0.25, true);
        for (double mark : scale.marks()) {
            double x = scale.position(mark, LEFT, RIGHT);
            svg.add(Tag.of("path", mark == 0 ? "axis" : "gridline").with("d",
                    "M" + Tag.coordinate(x) + " 4V" + Tag.coordinate(height - 28)),
                    Tag.of("text", "tick").with("x", x).with("y", height - 10).with("text-anchor", "middle").text(scale.label(mark)));
        }
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            double middle = 4 + (i + 0.5) * ROW;
            svg.add(Tag.of("text", "tick").with("x", LEFT - 10).with("y", middle + 4.5).with("text-anchor", "end").text(row.family));
            for (int arm = 0; arm < row.changes.size(); arm++) {
                var change = row.changes.get(arm);
                if (Double.isNaN(change[0]) || Double.isNaN(change[1])) continue;
                double y = middle + (row.changes.size() == 1 ? 0 : arm == 0 ? -5 : 5);
                double from = scale.position(change[0], LEFT, RIGHT);
                double to = scale.position(change[1], LEFT, RIGHT);
                var style = data.arms().get(arm).style();
                svg.add(Tag.of("path", "line thin " + style).with("d",
                        "M" + Tag.coordinate(from) + " " + Tag.coordinate(y) + "H" + Tag.coordinate(to)),
                        Tag.of("circle", "mark hollow " + style).with("cx", from).with("cy", y).with("r", 3.2),
                        Tag.of("circle", "mark " + style).with("cx", to).with("cy", y).with("r", 3.8)
                                .add(Tag.of("title").text(row.family + ", "
                                        + data.arms().get(arm).name() + ": " + Figures.percent(change[0]) + " → "
                                        + Figures.percent(change[1]))));
            }
        }
        return Tag.of("div", "families").add(svg);
    }

    private static List<Row> rows(ReportData data) {
        var families = new TreeSet<String>();
        data.arms().forEach(arm -> families.addAll(Tables.split(arm.last(), "family").keySet()));
        families.remove("");
        var rows = new ArrayList<Row>();
        for (var family : families) {
            var changes = new ArrayList<double[]>();
            for (var arm : data.arms())
                changes.add(new double[]{accuracy(Tables.split(arm.first(), "family").getOrDefault(family, List.of())),
                    accuracy(Tables.split(arm.last(), "family").getOrDefault(family, List.of()))});
            rows.add(new Row(family, changes));
        }
        rows.sort(Comparator.comparingDouble(Row::end).reversed());
        return rows;
    }

    private static double accuracy(List<Scored> samples) {
        return Scores.of(samples).average().value();
    }
}
