package dev.retool4j.web.dashboard;

import dev.retool4j.analysis.Difficulty;
import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.analysis.purpose.Purposes;
import dev.retool4j.analysis.purpose.PythonSyntax;
import dev.retool4j.run.Corrections;
import dev.retool4j.run.PurposeLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceSource;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a policy does with its interpreter: what code is for, what it mends, and when it calls.
final class BehaviourApi implements AutoCloseable {
    private final Catalog catalog;
    private final TraceLists lists;
    private final Cache cache;
    private final Optional<PythonSyntax> python = PythonSyntax.find();

    BehaviourApi(Catalog catalog, TraceLists lists, Cache cache) {
        this.catalog = catalog;
        this.lists = lists;
        this.cache = cache;
    }

    /// Blocks by purpose for every source with code; of one with very many traces only some are `read`.
    Map<String, Object> purposes(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var log = new PurposeLog(run, python.orElseThrow(() -> Refusal.missing("there is no python3 to read code with",
                "install python3, or set RETOOL_PYTHON, and start the dashboard again")));
        var sources = new ArrayList<Map<String, Object>>();
        for (var source : run.sources()) {
            var entries = lists.all(run, source);
            var counts = cache.get("purposes", TraceLists.file(run, source), PurposeLog.Counts.class, () -> log.count(source, entries));
            var numbers = new LinkedHashMap<String, Integer>();
            for (var purpose : Purpose.values())
                if (counts.count(purpose) > 0) numbers.put(purpose.key(), counts.count(purpose));
            sources.add(Map.of("source", source.toString(), "blocks", counts.total(), "read", counts.traces(), "of", counts.of(), "counts",
                    numbers));
        }
        return Map.of("purposes", definitions(), "sources", sources);
    }

    /// Every purpose with its name and what it means.
    static List<Map<String, String>> definitions() {
        var definitions = new ArrayList<Map<String, String>>();
        for (var purpose : Purpose.values())
            definitions.add(Map.of("key", purpose.key(), "title", purpose.title(), "definition", purpose.definition()));
        return definitions;
    }

    /// What each block of a trace is for; nothing where there is no Python to read them with.
    List<Purpose> of(Trace trace) {
        return python.map(reader -> Purposes.of(trace.trajectory(), reader)).orElse(List.of());
    }

    /// Self-corrections of a source, and the first of each kind of error in training.
    Map<String, Object> corrections(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var found = find(run, source);
        var firsts = source.isTraining() ? found.firsts() : find(run, TraceSource.TRAIN).firsts();
        return Map.of("total", found.total(), "responses", found.responses(), "firsts", firsts.stream().map(BehaviourApi::first).toList(),
                "list", found.latest().stream().map(BehaviourApi::place).toList());
    }

    private Corrections find(RunDirectory run, TraceSource source) {
        return cache.get("corrections", TraceLists.file(run, source), Corrections.class, () -> Corrections.of(lists.all(run, source)));
    }

    private static Map<String, Object> first(Corrections.Place place) {
        return Map.of("error", place.correction().error(), "step", place.step(), "id", place.id(), "block", place.correction().block());
    }

    private static Map<String, Object> place(Corrections.Place place) {
        return Map.of("id", place.id(), "step", place.step(), "problem", place.problem(), "error", place.correction().error(), "block",
                place.correction().block(), "mended", place.correction().mended());
    }

    /// When code is called, on easy problems and on hard ones.
    Map<String, Object> timing(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var entries = lists.all(run, source);
        var groups = cache.get("timing", TraceLists.file(run, source), Groups.class, () -> new Groups(split(source, entries)));
        return Map.of("groups", groups.list.stream().map(BehaviourApi::group).toList());
    }

    private record Groups(List<Difficulty> list) {}

    private static List<Difficulty> split(TraceSource source, List<TraceEntry> entries) {
        return Difficulty.split(entries.stream().filter(entry -> entry.stop().scorable()).map(entry -> {
            var problem = source.isTraining() ? entry.step() + " " + entry.problem() : entry.problem();
            return new Difficulty.Response(problem, entry.correct(), entry.calls(), entry.timing());
        }).toList());
    }

    private static Map<String, @Nullable Object> group(Difficulty group) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("title", group.title());
        shown.put("definition", group.definition());
        shown.put("problems", group.problems());
        shown.put("responses", group.responses());
        shown.put("code_ratio", RunApi.finite(group.codeRatio()));
        shown.put("calls", RunApi.finite(group.calls()));
        shown.put("timing", RunApi.finite(group.timing()));
        return shown;
    }

    @Override
    public void close() {
        python.ifPresent(PythonSyntax::close);
    }
}
