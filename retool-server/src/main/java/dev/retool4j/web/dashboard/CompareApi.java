package dev.retool4j.web.dashboard;

import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceSource;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Two policies on the same problems, and all of a run's evaluations at once.
final class CompareApi {
    private final Catalog catalog;
    private final TraceLists lists;

    CompareApi(Catalog catalog, TraceLists lists) {
        this.catalog = catalog;
        this.lists = lists;
    }

    /// Every problem that both sides met, those with the largest change of the share of right answers first. A problem is `better` or
    /// `worse` by that share, `shorter` where all answers on both sides are right and the second side's responses are shorter, else `same`.
    Map<String, Object> compare(Context context) {
        var a = byProblem(context, "a");
        var b = byProblem(context, "b");
        record Pair(String problem, List<TraceEntry> a, List<TraceEntry> b) {
            double change() {
                return share(b) - share(a);
            }

            String verdict() {
                if (change() != 0) return change() > 0 ? "better" : "worse";
                return share(a) == 1 && length(b) < length(a) ? "shorter" : "same";
            }
        }
        var pairs = new ArrayList<Pair>();
        a.forEach((problem, entries) -> {
            var others = b.get(problem);
            if (others != null) pairs.add(new Pair(problem, entries, others));
        });
        pairs.sort(Comparator.comparingDouble((Pair pair) -> -Math.abs(pair.change())).thenComparing(Pair::problem));
        var problems = pairs.stream().map(pair -> {
            boolean worse = pair.verdict().equals("worse");
            return Map.of("problem", pair.problem, "verdict", pair.verdict(), "a", side(pair.a, worse), "b", side(pair.b, !worse));
        }).toList();
        return Map.of("problems", problems, "onlyA", a.size() - pairs.size(), "onlyB", b.size() - pairs.size());
    }

    /// Problems × evaluated steps of a problem set, cells being shares of right answers; the hardest first.
    Map<String, Object> matrix(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var evaluations = run.sources().stream().filter(source -> !source.isTraining()).toList();
        var sets = evaluations.stream().map(TraceSource::set).distinct().toList();
        var set = Parameters.text(context, "set", sets.isEmpty() ? "" : sets.getFirst());
        var columns = evaluations.stream().filter(source -> source.set().equals(set)).toList();
        var cells = new TreeMap<String, List<@Nullable Double>>();
        for (int column = 0; column < columns.size(); column++) {
            for (var problem : group(lists.all(run, columns.get(column))).entrySet()) {
                var row = cells.computeIfAbsent(problem.getKey(), key -> new ArrayList<>());
                while (row.size() < column)
                    row.add(null);
                row.add(share(problem.getValue()));
            }
        }
        var rows = cells.entrySet().stream().map(row -> new Row(row.getKey(), row.getValue()))
                .sorted(Comparator.comparingDouble(Row::mean)).toList();
        return Map.of("sets", sets, "set", set, "steps", columns.stream().map(TraceSource::step).toList(), "rows", rows);
    }

    /// @param cells share of right answers by evaluated step; null where the problem was not in the set
    private record Row(String problem, List<@Nullable Double> cells) {
        double mean() {
            return cells.stream().mapToDouble(value -> value == null ? 0 : value).average().orElse(0);
        }
    }

    private Map<String, List<TraceEntry>> byProblem(Context context, String side) {
        var run = catalog.open(Parameters.required(context, side));
        return group(lists.all(run, Parameters.source(context, side + "source")));
    }

    private static Map<String, List<TraceEntry>> group(List<TraceEntry> entries) {
        return entries.stream().collect(Collectors.groupingBy(TraceEntry::problem, LinkedHashMap::new, Collectors.toList()));
    }

    /// Counts, means, and the samples; first those that show what the comparison says.
    private static Map<String, Object> side(List<TraceEntry> entries, boolean rightFirst) {
        var order = Comparator.comparing(TraceEntry::correct);
        return Map.of("right", entries.stream().filter(TraceEntry::correct).count(), "samples", entries.size(), "tokens", length(entries),
                "calls", entries.stream().mapToInt(TraceEntry::calls).average().orElse(0), "ids",
                entries.stream().sorted(rightFirst ? order.reversed() : order).map(TraceEntry::id).toList());
    }

    private static double share(List<TraceEntry> entries) {
        return (double) entries.stream().filter(TraceEntry::correct).count() / entries.size();
    }

    private static double length(List<TraceEntry> entries) {
        return entries.stream().mapToInt(TraceEntry::tokens).average().orElse(0);
    }
}
