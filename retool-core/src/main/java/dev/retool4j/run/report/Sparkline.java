package dev.retool4j.run.report;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/// A curve the size of a word, as SVG or as eight heights of block characters.
final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    private Sparkline() {}

    static Tag svg(double... values) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(1);
        double span = high > low ? high - low : 1;
        var path = new StringBuilder();
        for (int i = 0; i < values.length; i++)
            path.append(i == 0 ? "M" : "L").append(Tag.coordinate(2 + 86.0 * i / Math.max(1, values.length - 1))).append(' ')
                    .append(Tag.coordinate(20 - 16 * (values[i] - low) / span));
        return Tag.of("svg", "spark").with("viewBox", "0 0 90 24").with("aria-hidden", "true")
                .add(Tag.of("path", "line paper").with("d", path.toString()));
    }

    /// At most `width` characters, each the mean of its share of the values, between the lowest and the highest.
    static String text(Collection<Double> values, int width) {
        List<Double> present = values.stream().filter(Double::isFinite).toList();
        if (present.isEmpty()) return "";
        int count = Math.min(width, present.size());
        var means = new double[count];
        for (int i = 0; i < count; i++)
            means[i] = present
                    .subList(i * present.size() / count, Math.max(i * present.size() / count + 1, (i + 1) * present.size() / count))
                    .stream()
                    .mapToDouble(Double::doubleValue).average().orElseThrow();
        double low = Arrays.stream(means).min().orElseThrow();
        double high = Arrays.stream(means).max().orElseThrow();
        var text = new StringBuilder();
        for (double mean : means)
            text.append(BLOCKS.charAt(high > low ? (int) Math.round(7 * (mean - low) / (high - low)) : 3));
        return text.toString();
    }
}
