package dev.retool4j.web.dashboard;

import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TokenTexts;
import dev.retool4j.run.TraceNote;
import dev.retool4j.run.TraceSource;
import dev.retool4j.run.Vocabulary;
import io.javalin.http.Context;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A trace's response token by token, in columns: what was kept when it was drawn, and what the trainer added.
final class TokenApi {
    private static final MathContext SHOWN = new MathContext(6);

    private final Catalog catalog;
    private final Cache cache;
    private final TraceApi traces;

    TokenApi(Catalog catalog, Cache cache, TraceApi traces) {
        this.catalog = catalog;
        this.cache = cache;
        this.traces = traces;
    }

    private record Kept(Optional<Vocabulary> vocabulary) {}

    /// `ids`, `texts` (null where the run does not say what its tokens stand for), `mask`, `columns` by name with null on interpreter
    /// tokens, and the trainer's `figures` about the whole trajectory.
    Map<String, @Nullable Object> tokens(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var source = Parameters.source(context, "source");
        var trajectory = run.load(source, traces.find(context, run, source)).trajectory();
        var note = note(run, source, trajectory.id());
        var answer = new LinkedHashMap<String, @Nullable Object>();
        answer.put("count", trajectory.length());
        answer.put("ids", trajectory.tokens());
        answer.put("texts", vocabulary(run).map(vocabulary -> TokenTexts.of(trajectory, vocabulary)).orElse(null));
        var mask = trajectory.lossMask();
        var bits = new ArrayList<Integer>(mask.length);
        for (boolean sampled : mask)
            bits.add(sampled ? 1 : 0);
        answer.put("mask", bits);
        answer.put("columns", columns(trajectory, mask, note));
        answer.put("figures", note == null ? Map.of() : note.figures());
        return answer;
    }

    /// What the trainer said of a trace; null for evaluations, and where it said nothing.
    static @Nullable TraceNote note(RunDirectory run, TraceSource source, String id) {
        return source.isTraining() ? run.traces().note(TraceNote.TRAINER, id) : null;
    }

    private Optional<Vocabulary> vocabulary(RunDirectory run) {
        return cache.get("vocabulary", run.path().resolve(RunDirectory.VOCABULARY), Kept.class,
                () -> new Kept(run.vocabulary())).vocabulary;
    }

    private static Map<String, List<@Nullable Number>> columns(Trajectory trajectory, boolean[] mask, @Nullable TraceNote note) {
        var columns = new LinkedHashMap<String, List<@Nullable Number>>();
        var engine = masked(trajectory.engineLogprobs(), mask);
        columns.put("engine_logprob", shown(engine));
        if (trajectory.values().length == mask.length) columns.put("value", shown(masked(trajectory.values(), mask)));
        if (note == null) return columns;
        var recomputed = note.column(TraceNote.OLD_LOGPROB, mask);
        var old = recomputed == null ? engine : recomputed;
        columns.put(TraceNote.OLD_LOGPROB, shown(old));
        var difference = note.column(TraceNote.DIFFERENCE, mask);
        if (difference != null) {
            var now = new float[mask.length];
            var ratio = new float[mask.length];
            for (int t = 0; t < mask.length; t++) {
                now[t] = old[t] + difference[t];
                ratio[t] = (float) Math.exp(difference[t]);
            }
            columns.put("new_logprob", shown(now));
            columns.put(TraceNote.DIFFERENCE, shown(difference));
            columns.put("ratio", shown(ratio));
        }
        for (var name : List.of(TraceNote.ADVANTAGE, TraceNote.RETURN, TraceNote.ENTROPY)) {
            var column = note.column(name, mask);
            if (column != null) columns.put(name, shown(column));
        }
        return columns;
    }

    private static float[] masked(float[] values, boolean[] mask) {
        var column = new float[mask.length];
        Arrays.fill(column, Float.NaN);
        for (int t = 0; t < Math.min(mask.length, values.length); t++)
            if (mask[t]) column[t] = values[t];
        return column;
    }

    private static List<@Nullable Number> shown(float[] values) {
        var column = new ArrayList<@Nullable Number>(values.length);
        for (float value : values)
            column.add(Float.isFinite(value) ? new BigDecimal(value).round(SHOWN).doubleValue() : null);
        return column;
    }
}
