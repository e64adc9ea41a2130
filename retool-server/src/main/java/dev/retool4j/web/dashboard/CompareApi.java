package dev.retool4j.web.dashboard;

import dev.retool4j.run.ProblemPair;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceSource;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        var a = entries(context, "a");
        var b = entries(context, "b");
        var pairs = ProblemPair.of(a, b);
        var problems = pairs.stream().map(pair -> Map.of("problem", pair.problem(), "verdict", pair.verdict().key(), "a",
                side(pair.a(), pair.examplesA()), "b", side(pair.b(), pair.examplesB()))).toList();
        return Map.of("problems", problems, "onlyA", ProblemPair.byProblem(a).size() - pairs.size(), "onlyB",
                ProblemPair.byProblem(b).size() - pairs.size());
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
            for (var problem : ProblemPair.byProblem(lists.all(run, columns.get(column))).entrySet()) {
                var row = cells.computeIfAbsent(problem.getKey(), key -> new ArrayList<>());
                while (row.size() < column)
                    row.add(null);
                row.add(ProblemPair.share(problem.getValue()));
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

    private List<TraceEntry> entries(Context context, String side) {
        return lists.all(catalog.open(Parameters.required(context, side)), Parameters.source(context, side + "source"));
    }

    /// Counts, means, and the samples.
    private static Map<String, Object> side(List<TraceEntry> entries, List<TraceEntry> examples) {
        return Map.of("right", ProblemPair.right(entries), "samples", entries.size(), "tokens", ProblemPair.tokens(entries), "calls",
                ProblemPair.calls(entries), "ids", examples.stream().map(TraceEntry::id).toList());
    }
}
