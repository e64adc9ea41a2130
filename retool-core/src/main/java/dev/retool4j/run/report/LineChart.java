package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A line chart as SVG: grid, axes, bands, lines that differ in colour, dashes and marks, and each point's value on hovering.
final class LineChart {
    private static final double LEFT = 50;
    private static final double TOP = 14;
    private static final int MARKED = 40;

    private final double width;
    private final double height;
    private final double right;
    private final double bottom;
    private final String title;
    private final String horizontal;
    private final boolean share;
    private final List<Series> series = new ArrayList<>();
    private final List<Series> faint = new ArrayList<>();
    private @Nullable Double low;
    private @Nullable Double high;

    /// @param title      says what is shown, for those who do not see it
    /// @param horizontal name of the horizontal axis
    /// @param share      whether values are shares, written in percent
    LineChart(String title, String horizontal, boolean share) {
        this(title, horizontal, share, 360, 230);
    }

    private LineChart(String title, String horizontal, boolean share, double width, double height) {
        this.width = width;
        this.height = height;
        this.right = width - 14;
        this.bottom = height - 42;
        this.title = title;
        this.horizontal = horizontal;
        this.share = share;
    }

    /// A chart of shares that has half the page to itself, with the last value written at the end of its lines.
    static LineChart large(String title, String horizontal) {
        return new LineChart(title, horizontal, true, 480, 300);
    }

    LineChart line(Series added) {
        if (!added.isEmpty()) series.add(added);
        return this;
    }

    /// A noisy line: itself thin and faint, its running mean over it.
    LineChart noisy(Series added, int window) {
        if (added.isEmpty()) return this;
        faint.add(added);
        return line(added.smoothed(window));
    }

    /// The vertical axis spans at least these values.
    LineChart spanning(double lowest, double highest) {
        low = lowest;
        high = highest;
        return this;
    }

    boolean isEmpty() {
        return series.isEmpty();
    }

    Tag render() {
        var svg = Tag.of("svg", "chart").with("viewBox", "0 0 " + Tag.coordinate(width) + " " + Tag.coordinate(height)).with("role", "img")
                .add(Tag.of("title").text(title + ". " + inWords()));
        var x = horizontalScale();
        var y = verticalScale();
        drawAxes(svg, x, y);
        series.forEach(line -> drawBand(svg, line, x, y));
        faint.forEach(line -> svg.add(Tag.of("path", "line faint " + line.style()).with("d", path(line, x, y))));
        for (var line : series) {
            svg.add(Tag.of("path", "line " + line.style()).with("d", path(line, x, y)));
            if (line.points().size() <= MARKED && faint.isEmpty()) drawMarks(svg, line, x, y);
            if (width > 400 && !line.style().contains("second")) drawEnd(svg, line, x, y);
        }
        return svg;
    }

    /// Names of the lines with a sample of each.
    Tag legend() {
        var legend = Tag.of("ul", "legend");
        for (var line : series) {
            var sample = Tag.of("svg", "sample").with("viewBox", "0 0 34 12").with("aria-hidden", "true")
                    .add(Tag.of("path", "line " + line.style()).with("d", "M1 6 H33"));
            if (faint.isEmpty()) sample.add(mark(line, 17, 6));
            legend.add(Tag.of("li").add(sample, Tag.of("span").text(line.name())));
        }
        return legend;
    }

    private Scale horizontalScale() {
        int first = series.stream().mapToInt(line -> line.points().firstKey()).min().orElse(0);
        int last = series.stream().mapToInt(line -> line.points().lastKey()).max().orElse(1);
        return Scale.exact(first <= 60 && last > 2 * first ? 0 : first, last, width > 400 ? 6 : 5);
    }

    private Scale verticalScale() {
        var values = Stream.concat(series.stream(), faint.stream())
                .flatMapToDouble(line -> line.points().entrySet().stream().flatMapToDouble(point -> {
                    double error = line.errors().getOrDefault(point.getKey(), 0.0);
                    return DoubleStream.of(point.getValue() - error, point.getValue() + error);
                })).filter(Double::isFinite).summaryStatistics();
        double lowest = values.getCount() == 0 ? 0 : values.getMin();
        double highest = values.getCount() == 0 ? 1 : values.getMax();
        if (low != null) lowest = Math.min(lowest, low);
        if (high != null) highest = Math.max(highest, high);
        if (share) highest = Math.min(highest, Math.max(1, values.getCount() == 0 ? 1 : values.getMax()));
        return Scale.around(Math.min(0, lowest), highest, 5, share);
    }

    private void drawAxes(Tag svg, Scale x, Scale y) {
        for (double mark : y.marks()) {
            double at = y.position(mark, bottom, TOP);
            svg.add(Tag.of("path", mark == 0 ? "axis" : "gridline").with("d",
                    "M" + Tag.coordinate(LEFT) + " " + Tag.coordinate(at) + "H" + Tag.coordinate(right)),
                    label(y.label(mark), LEFT - 8, at + 4.5, "end"));
        }
        if (y.low() > 0 || y.high() < 0)
            svg.add(Tag.of("path", "axis").with("d",
                    "M" + Tag.coordinate(LEFT) + " " + Tag.coordinate(bottom) + "H" + Tag.coordinate(right)));
        for (double mark : x.marks()) {
            double at = x.position(mark, LEFT, right);
            svg.add(Tag.of("path", "gridline").with("d", "M" + Tag.coordinate(at) + " " + Tag.coordinate(bottom) + "v5"),
                    label(x.label(mark), at, bottom + 19, "middle"));
        }
        svg.add(label(horizontal, (LEFT + right) / 2, height - 6, "middle").with("class", "tick name"));
    }

    private static Tag label(String text, double x, double y, String anchor) {
        return Tag.of("text", "tick").with("x", x).with("y", y).with("text-anchor", anchor).text(text);
    }

    private void drawBand(Tag svg, Series line, Scale x, Scale y) {
        var points = new TreeMap<>(line.points());
        points.keySet().removeIf(key -> !Double.isFinite(line.errors().getOrDefault(key, Double.NaN)));
        if (points.size() < 2) return;
        var path = new StringBuilder();
        points.forEach((step, value) -> path.append(path.isEmpty() ? "M" : "L")
                .append(point(x, y, step, value + line.errors().getOrDefault(step, 0.0))));
        points.descendingMap()
                .forEach((step, value) -> path.append("L").append(point(x, y, step, value - line.errors().getOrDefault(step, 0.0))));
        svg.add(Tag.of("path", "band " + line.style()).with("d", path + "Z"));
    }

    private String path(Series line, Scale x, Scale y) {
        var path = new StringBuilder();
        boolean open = false;
        for (var entry : line.points().entrySet()) {
            if (!Double.isFinite(entry.getValue())) {
                open = false;
                continue;
            }
            path.append(open ? "L" : "M").append(point(x, y, entry.getKey(), entry.getValue()));
            open = true;
        }
        return path.toString();
    }

    private String point(Scale x, Scale y, double step, double value) {
        return Tag.coordinate(x.position(step, LEFT, right)) + " " + Tag.coordinate(y.position(value, bottom, TOP));
    }

    private void drawMarks(Tag svg, Series line, Scale x, Scale y) {
        line.points().forEach((step, value) -> {
            if (!Double.isFinite(value)) return;
            double error = line.errors().getOrDefault(step, Double.NaN);
            var shown = line.name() + ", " + horizontal + " " + step + ": " + shown(value)
                    + (Double.isFinite(error) ? " ± " + (share ? Figures.fixed(100 * error, 1) : Figures.number(error)) : "");
            svg.add(mark(line, x.position(step, LEFT, right), y.position(value, bottom, TOP)).add(Tag.of("title").text(shown)));
        });
    }

    private void drawEnd(Tag svg, Series line, Scale x, Scale y) {
        var last = line.points().lastEntry();
        if (!Double.isFinite(last.getValue())) return;
        double at = x.position(last.getKey(), LEFT, right);
        svg.add(Tag.of("text", "end " + line.style()).with("x", Math.min(at, right))
                .with("y", y.position(last.getValue(), bottom, TOP) - 10)
                .with("text-anchor", at > right - 30 ? "end" : "middle").text(shown(last.getValue())));
    }

    /// The mark of a line: by the order of lines a dot, a square, a triangle, a diamond.
    private Tag mark(Series line, double x, double y) {
        var path = switch (series.indexOf(line) % 4) {
            case 0 -> "m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z";
            case 1 -> "m-3.2 -3.2h6.4v6.4h-6.4z";
            case 2 -> "m0 -4.2l4 7h-8z";
            default -> "m0 -4.4l4.4 4.4l-4.4 4.4l-4.4 -4.4z";
        };
        return Tag.of("path", "mark " + line.style()).with("d", "M" + Tag.coordinate(x) + " " + Tag.coordinate(y) + path);
    }

    private String shown(double value) {
        return share ? Figures.percent(value) : Figures.number(value);
    }

    /// First and last value of each line, in words.
    private String inWords() {
        return String.join("; ", series.stream().map(line -> {
            var present = line.points().entrySet().stream().filter(point -> Double.isFinite(point.getValue())).toList();
            return line.name() + " from " + shown(present.getFirst().getValue()) + " to " + shown(present.getLast().getValue()) + " at "
                    + present.stream().max(Comparator.comparing(point -> point.getKey())).orElseThrow().getKey();
        }).toList());
    }
}
