package dev.retool4j.web.dashboard;

import dev.retool4j.analysis.Measure;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.MetricsLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunException;
import dev.retool4j.run.TraceSource;
import dev.retool4j.run.report.PaperFigures;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Runs and their figures.
final class RunApi {
    private static final String ACCURACY = "/" + MetricNames.ACCURACY;

    private final Catalog catalog;
    private final Cache cache;
    private final boolean console;

    RunApi(Catalog catalog, Cache cache, boolean console) {
        this.catalog = catalog;
        this.cache = cache;
        this.console = console;
    }

    /// The figures of a run that a list shows; kept while `metrics.jsonl` stays as it is.
    private record Summary(List<Double> rewards, @Nullable Double speed, @Nullable Double accuracy, String set) {}

    /// The list of runs. One that cannot be read is listed with its error.
    Map<String, Object> runs() {
        var list = new ArrayList<Map<String, @Nullable Object>>();
        catalog.runs().forEach((id, path) -> {
            try {
                list.add(summary(id, catalog.open(id, path)));
            } catch (Refusal | RunException e) {
                var row = new LinkedHashMap<String, @Nullable Object>();
                row.put("id", id);
                row.put("error", String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
                list.add(row);
            }
        });
        return Map.of("root", String.valueOf(catalog.root().getFileName()), "runs", list, "console", console);
    }

    Map<String, @Nullable Object> run(String id) {
        var run = catalog.open(id);
        var result = summary(id, run);
        result.put("sources", run.sources().stream().map(TraceSource::toString).toList());
        result.put("config", configuration(run));
        result.put("argv", run.info().argv());
        result.put("seed", run.info().seed());
        result.put("commit", run.info().commit());
        return result;
    }

    /// Logged rows from a place in the file on, and the place to go on from.
    Map<String, Object> metrics(Context context) {
        var run = catalog.open(context.pathParam("run"));
        var tail = run.metrics().tail(Parameters.number(context, "since", 0, Long.MAX_VALUE));
        return Map.of("end", tail.end(), "attempt", run.info().attempt(), "rows", tail.rows().stream().map(RunApi::row).toList());
    }

    /// What figures mean, and where the paper's stand.
    Map<String, Object> definitions() {
        var measures = new LinkedHashMap<String, Object>();
        for (var measure : Measure.values())
            measures.put(measure.key(), Map.of("title", measure.title(), "unit", measure.unit(), "definition", measure.definition()));
        return Map.of("measures", measures, "purposes", BehaviourApi.definitions(), "paper",
                Map.of("every", PaperFigures.EVERY, "tool", PaperFigures.published(), "text", PaperFigures.publishedTextOnly()));
    }

    static Map<String, Object> row(MetricsLog.Row row) {
        var figures = new LinkedHashMap<String, @Nullable Double>();
        row.metrics().forEach((name, value) -> figures.put(name, finite(value)));
        return Map.of("step", row.step(), "time", row.time(), "figures", figures);
    }

    static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /// How a run stands in one word; `stale` where it claims to run and gives no sign of life.
    static String state(RunDirectory run) {
        return run.info().stale(Instant.now()) ? "stale" : run.info().state().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, @Nullable Object> summary(String id, RunDirectory run) {
        var info = run.info();
        var figures = cache.get("summary", run.path().resolve("metrics.jsonl"), Summary.class, () -> figures(run));
        var row = new LinkedHashMap<String, @Nullable Object>();
        row.put("id", id);
        row.put("state", state(run));
        row.put("failure", info.error());
        var configuration = parsed(run);
        row.put("model", configuration.path("model").asString(""));
        row.put("algorithm", algorithm(configuration));
        row.put("step", info.step());
        row.put("attempt", info.attempt());
        row.put("started", info.started().toEpochMilli());
        row.put("ended", info.ended() == null ? null : info.ended().toEpochMilli());
        row.put("reward", figures.rewards.isEmpty() ? null : figures.rewards.getLast());
        row.put("rewards", figures.rewards);
        row.put("tokens_per_second", figures.speed);
        row.put("accuracy", figures.accuracy);
        row.put("set", figures.set);
        return row;
    }

    private static Summary figures(RunDirectory run) {
        var rows = run.metrics().rows();
        var rewards = MetricsLog.series(rows, MetricNames.REWARD_MEAN).values().stream().filter(Double::isFinite).toList();
        var sets = new ArrayList<String>();
        Double accuracy = null;
        for (var row : rows.reversed()) {
            for (var figure : row.metrics().entrySet()) {
                if (accuracy != null || !figure.getKey().startsWith("eval/") || !figure.getKey().endsWith(ACCURACY)) continue;
                accuracy = finite(figure.getValue());
                sets.add(figure.getKey().substring("eval/".length(), figure.getKey().length() - ACCURACY.length()));
            }
        }
        var speeds = MetricsLog.series(rows, MetricNames.ROLLOUT_TOKENS_PER_SECOND);
        return new Summary(rewards, speeds.isEmpty() ? null : finite(speeds.lastEntry().getValue()), accuracy,
                sets.isEmpty() ? "" : sets.getFirst());
    }

    /// `ppo`, `grpo` and so on; `sft` for fine-tuning; empty where the configuration does not say.
    private static String algorithm(JsonNode configuration) {
        var algorithm = configuration.at("/rl/algorithm").asString("");
        return algorithm.isEmpty() && configuration.has("sft") ? "sft" : algorithm;
    }

    /// The configuration as a tree, an empty one where it cannot be read.
    private static JsonNode parsed(RunDirectory run) {
        try {
            return YAMLMapper.shared().readTree(configuration(run));
        } catch (JacksonException e) {
            return YAMLMapper.shared().createObjectNode();
        }
    }

    private static String configuration(RunDirectory run) {
        try {
            return Files.exists(run.configuration()) ? Files.readString(run.configuration()) : "";
        } catch (IOException e) {
            return "";
        }
    }
}
