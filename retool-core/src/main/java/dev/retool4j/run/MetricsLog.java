package dev.retool4j.run;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// `metrics.jsonl`: figures by step, one JSON object a line with `step`, `time` (seconds since 1970) and the metrics under their names.
/// Several lines may speak of one step. Figures that are no number are written as null and read as NaN.
public final class MetricsLog implements AutoCloseable {
    private final Path file;
    private @Nullable JsonLines lines;

    MetricsLog(Path file) {
        this.file = file;
    }

    /// One line.
    ///
    /// @param time    seconds since 1970
    /// @param metrics by name, in the order in which they were logged
    public record Row(int step, double time, Map<String, Double> metrics) {}

    synchronized void append(int step, Instant time, Map<String, Double> metrics) {
        if (lines == null) lines = new JsonLines(file);
        var object = new LinkedHashMap<String, @Nullable Object>();
        object.put("step", step);
        object.put("time", time.toEpochMilli() / 1000.0);
        metrics.forEach((name, value) -> object.put(name, Double.isFinite(value) ? value : null));
        lines.append(Json.MAPPER.writeValueAsString(object));
    }

    /// Every finished line in order; a line that is no JSON object is passed over.
    public List<Row> rows() {
        var rows = new ArrayList<Row>();
        JsonLines.read(file, 0, (json, offset, length) -> {
            var row = parse(json);
            if (row != null) rows.add(row);
        });
        return rows;
    }

    /// What was logged from a place in the file on.
    ///
    /// @param rows finished lines
    /// @param end  the place behind the last of them, to go on from
    public record Tail(List<Row> rows, long end) {}

    /// The finished lines from a byte on, 0 for all; the place must be one that an earlier call gave.
    public Tail tail(long from) {
        var rows = new ArrayList<Row>();
        long[] end = {from};
        JsonLines.read(file, from, (json, offset, length) -> {
            var row = parse(json);
            if (row != null) rows.add(row);
            end[0] = offset + length + 1L;
        });
        return new Tail(rows, end[0]);
    }

    /// One metric by step, ascending; the last value logged for a step counts.
    public SortedMap<Integer, Double> series(String name) {
        return series(rows(), name);
    }

    /// The same from rows that were read already.
    public static SortedMap<Integer, Double> series(List<Row> rows, String name) {
        var series = new TreeMap<Integer, Double>();
        for (var row : rows) {
            var value = row.metrics.get(name);
            if (value != null) series.put(row.step, value);
        }
        return series;
    }

    /// Names of all metrics that were logged, sorted.
    public List<String> names() {
        var names = new TreeSet<String>();
        rows().forEach(row -> names.addAll(row.metrics.keySet()));
        return List.copyOf(names);
    }

    /// Removes what was logged after a step, atomically.
    synchronized void dropAfter(int step) {
        close();
        JsonLines.retain(file, (json, offset) -> {
            var row = parse(json);
            return row != null && row.step <= step;
        });
    }

    @Override
    public synchronized void close() {
        if (lines != null) lines.close();
        lines = null;
    }

    private static @Nullable Row parse(String json) {
        JsonNode node;
        try {
            node = Json.MAPPER.readTree(json);
        } catch (tools.jackson.core.JacksonException e) {
            return null;
        }
        if (!node.isObject() || !node.path("step").isInt()) return null;
        var metrics = new LinkedHashMap<String, Double>();
        node.properties().forEach(property -> {
            var value = property.getValue();
            if (property.getKey().equals("step") || property.getKey().equals("time")) return;
            if (value.isNumber() || value.isNull()) metrics.put(property.getKey(), value.isNull() ? Double.NaN : value.doubleValue());
        });
        return new Row(node.path("step").intValue(), node.path("time").doubleValue(0), Collections.unmodifiableMap(metrics));
    }
}
