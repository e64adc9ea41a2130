package dev.retool4j.web.dashboard;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceNote;
import dev.retool4j.run.TraceSource;
import dev.retool4j.run.report.TracePage;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Trajectories: filtered lists with what a coloured strip needs, and one in full with its neighbours.
final class TraceApi {
    private static final int LARGEST_PAGE = 200;

    private final Catalog catalog;
    private final TraceLists lists;
    private final BehaviourApi behaviour;

    TraceApi(Catalog catalog, TraceLists lists, BehaviourApi behaviour) {
        this.catalog = catalog;
        this.lists = lists;
        this.behaviour = behaviour;
    }

    Map<String, Object> list(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var entries = filtered(context, run, source);
        int from = (int) Parameters.number(context, "from", 0, Integer.MAX_VALUE);
        int count = (int) Parameters.number(context, "count", 50, LARGEST_PAGE);
        var page = entries.subList(Math.min(from, entries.size()), (int) Math.min((long) from + count, entries.size()));
        return Map.of("total", entries.size(), "from", from, "rows",
                page.stream().map(entry -> row(entry, run.load(source, entry))).toList());
    }

    Map<String, @Nullable Object> one(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var entry = find(context, run, source);
        var trace = run.load(source, entry);
        var result = row(entry, trace);
        var trajectory = trace.trajectory();
        result.put("question", trajectory.problem().question());
        result.put("tags", trajectory.problem().tags());
        result.put("reason", trace.reward().reason());
        result.put("seconds", RunApi.finite(trajectory.seconds()));
        result.put("segments", segments(trace, behaviour.of(trace)));
        var timeline = Timeline.of(trajectory);
        if (!timeline.isEmpty()) result.put("timeline", timeline);
        var note = TokenApi.note(run, source, entry.id());
        var advantage = note == null ? null : note.figures().get(TraceNote.ADVANTAGE);
        if (advantage != null) result.put("advantage", RunApi.finite(advantage));
        var listed = filtered(context, run, source);
        int place = place(listed, entry.id());
        var group = lists.all(run, source).stream()
                .filter(other -> other.step() == entry.step() && other.problem().equals(entry.problem())).map(TraceEntry::id).toList();
        result.put("place", place);
        result.put("total", listed.size());
        result.put("previous", place > 0 ? listed.get(place - 1).id() : null);
        result.put("next", place >= 0 && place + 1 < listed.size() ? listed.get(place + 1).id() : null);
        result.put("group", group);
        return result;
    }

    /// The trace as a file to keep.
    void export(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var trace = run.load(source, find(context, run, source));
        context.header("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
                .header("Content-Disposition", "attachment; filename=\"trace.html\"").contentType("text/html; charset=utf-8")
                .result(TracePage.html(context.pathParam("run").replace('~', '/') + ", " + source, trace));
    }

    private List<TraceEntry> filtered(Context context, RunDirectory run, TraceSource source) {
        return lists.filtered(run, source, Parameters.text(context, "filter", ""), Parameters.text(context, "sort", ""));
    }

    TraceEntry find(Context context, RunDirectory run, TraceSource source) {
        var id = Parameters.required(context, "id");
        return lists.all(run, source).stream().filter(entry -> entry.id().equals(id)).findFirst().orElseThrow(
                () -> Refusal.missing("there is no trace '" + id + "' in " + source, "see the list of traces"));
    }

    /// Where a trace stands in a list; −1 where it does not.
    private static int place(List<TraceEntry> list, String id) {
        for (int place = 0; place < list.size(); place++)
            if (list.get(place).id().equals(id)) return place;
        return -1;
    }

    private static Map<String, @Nullable Object> row(TraceEntry entry, Trace trace) {
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("id", entry.id());
        row.put("step", entry.step());
        row.put("problem", entry.problem());
        row.put("sample", entry.sample());
        row.put("target", trace.trajectory().problem().answer());
        row.put("answer", entry.answer());
        row.put("correct", entry.correct());
        row.put("reward", RunApi.finite(entry.reward()));
        row.put("tokens", entry.tokens());
        row.put("turns", entry.turns());
        row.put("calls", entry.calls());
        row.put("failed", entry.failed());
        row.put("stop", entry.stop().name().toLowerCase(Locale.ROOT));
        row.put("corrected", Measure.correctsItself(trace.scored()));
        row.put("strip", trace.trajectory().segments().stream()
                .map(segment -> List.of(segment.kind().name().toLowerCase(Locale.ROOT), segment.end() - segment.begin())).toList());
        return row;
    }

    private static List<Map<String, Object>> segments(Trace trace, List<Purpose> purposes) {
        var trajectory = trace.trajectory();
        var segments = new ArrayList<Map<String, Object>>();
        for (var segment : trajectory.segments()) {
            var shown = new LinkedHashMap<String, Object>();
            shown.put("kind", segment.kind().name().toLowerCase(Locale.ROOT));
            shown.put("tokens", segment.end() - segment.begin());
            shown.put("begin", segment.begin());
            shown.put("text", segment.text());
            int number = trajectory.call(segment);
            if (number > 0) {
                var call = trajectory.calls().get(number - 1);
                var about = call(call, number);
                if (number <= purposes.size()) about.put("purpose", purposes.get(number - 1).key());
                shown.put("call", about);
                shown.put("corrects", number > 1 && !trajectory.calls().get(number - 2).succeeded() && call.succeeded());
            }
            segments.add(shown);
        }
        return segments;
    }

    private static Map<String, @Nullable Object> call(InterpreterCall call, int number) {
        var shown = new LinkedHashMap<String, @Nullable Object>();
        shown.put("number", number);
        shown.put("code", call.code());
        shown.put("output", call.output());
        shown.put("succeeded", call.succeeded());
        shown.put("status", call.result() == null ? "malformed" : call.result().status().name().toLowerCase(Locale.ROOT));
        shown.put("exit", call.result() == null ? null : call.result().exitCode());
        shown.put("seconds", call.result() == null ? null : call.result().wallSeconds());
        return shown;
    }
}
