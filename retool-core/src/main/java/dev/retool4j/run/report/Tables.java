package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.Scores;
import dev.retool4j.analysis.ToolUse;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Trace;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The report's tables.
final class Tables {
    private Tables() {}

    /// The run beside the paper's results.
    static Table besidePaper(ReportData data) {
        var tool = data.tool();
        var text = data.text();
        var table = new Table("", "this run", "paper, AIME 2024", "paper, AIME 2025");
        table.row("Accuracy after the cold start", accuracy(tool, true), "40.9%", "34.5%");
        table.row("Accuracy after reinforcement learning", accuracy(tool, false), "67.0%", "49.3%");
        table.row("Steps", steps(tool), "400", "400");
        if (text != null) {
            table.row("Text-only: accuracy at the first point", accuracy(text, true), "30.1%", "23.6%");
            table.row("Text-only: accuracy at the last point", accuracy(text, false), "40.0%", "36.7%");
            table.row("Text-only: steps", steps(text), "1080", "1160");
        }
        for (var measure : Measure.values()) {
            if (!PaperFigures.BEHAVIOUR.containsKey(measure)) continue;
            table.row(measure.title(), change(tool, measure), PaperFigures.change(PaperFigures.BEHAVIOUR, measure),
                    PaperFigures.change(PaperFigures.BEHAVIOUR_2025, measure));
        }
        return table;
    }

    static Table trends(ReportData data) {
        var table = new Table("the paper's finding", "shown here?", "this run", "paper");
        for (var trend : Trends.of(data))
            table.row(trend.finding(), trend.verdict().toString(), trend.here(), trend.paper());
        return table;
    }

    /// Every measure at every evaluation of a run.
    static Table measures(ArmData arm) {
        var table = new Table(head("step", arm.evaluations().keySet().stream().map(Object::toString).toList()));
        table.row(head("Accuracy", arm.evaluations().values().stream().map(Tables::accuracy).toList()));
        for (var measure : Measure.values())
            table.row(head(measure.title(),
                    arm.evaluations().values().stream().map(summary -> measure.shown(summary.measure(measure.key()))).toList()));
        return table;
    }

    /// Accuracy before and after by a tag of the problems; empty if they have no such tag.
    static Table byTag(ReportData data, String tag, boolean withCode) {
        var columns = new ArrayList<Map<String, List<Scored>>>();
        var titles = new ArrayList<>(List.of(tag, "problems"));
        for (var arm : data.arms()) {
            columns.add(split(arm.first(), tag));
            columns.add(split(arm.last(), tag));
            titles.add(arm.name() + ", first");
            titles.add(arm.name() + ", last");
        }
        if (withCode) titles.addAll(List.of("code ratio, first", "code ratio, last"));
        var table = new Table(titles);
        var values = new TreeSet<String>();
        columns.forEach(column -> values.addAll(column.keySet()));
        values.remove("");
        for (var value : values) {
            var cells = new ArrayList<>(
                    List.of(value, Integer.toString(Scores.of(columns.get(1).getOrDefault(value, List.of())).problems())));
            for (var column : columns)
                cells.add(Scores.of(column.getOrDefault(value, List.of())).average().percent());
            if (withCode) for (var column : columns.subList(0, 2))
                cells.add(Figures.percent(ToolUse.of(column.getOrDefault(value, List.of())).value(Measure.CODE_RATIO)));
            table.row(cells);
        }
        return table;
    }

    static Map<String, List<Scored>> split(List<Trace> traces, String tag) {
        return ToolUse.split(traces.stream().map(Trace::scored).toList(), tag);
    }

    /// The last evaluation of every set.
    static Table sets(ReportData data) {
        var table = new Table("set", "policy", "step", "accuracy", "problems × samples", "temperature", "code ratio");
        for (var arm : data.arms()) {
            var summaries = new ArrayList<EvaluationSummary>();
            if (arm.evaluated()) summaries.add(arm.evaluations().lastEntry().getValue());
            summaries.addAll(arm.others());
            for (var summary : summaries)
                table.row(summary.set(), arm.name(), Integer.toString(summary.step()), accuracy(summary),
                        summary.protocol().problems() + " × " + summary.protocol().samples(),
                        Figures.fixed(summary.protocol().sampling().temperature(), 1),
                        Figures.percent(summary.measure(Measure.CODE_RATIO.key())));
        }
        return table;
    }

    static Table protocol(ReportData data) {
        var lines = new LinkedHashMap<String, List<String>>();
        int arms = 0;
        for (var arm : data.arms()) {
            if (!arm.evaluated()) continue;
            var described = arm.evaluations().lastEntry().getValue().protocol().describe();
            for (var key : described.keySet())
                lines.computeIfAbsent(key, missing -> new ArrayList<>());
            int before = arms++;
            lines.forEach((key, cells) -> {
                while (cells.size() < before)
                    cells.add(Figures.ABSENT);
                cells.add(described.getOrDefault(key, Figures.ABSENT));
            });
        }
        var table = new Table(head("", data.arms().stream().filter(ArmData::evaluated).map(ArmData::name).toList()));
        lines.forEach((key, cells) -> table.row(head(key, cells)));
        return table;
    }

    static Table speed(ReportData data) {
        var table = new Table(head("mean over all steps", data.arms().stream().map(ArmData::name).toList()));
        var names = new LinkedHashMap<String, String>();
        names.put(MetricNames.TIME_STEP, "seconds per step");
        names.put(MetricNames.TIME_ROLLOUT, "… rollout");
        names.put(MetricNames.TIME_UPDATE, "… update");
        names.put(MetricNames.TIME_INTERPRETER, "interpreter seconds per step, summed over overlapping calls");
        names.put(MetricNames.ROLLOUT_TOKENS_PER_SECOND, "rollout, tokens per second");
        names.put(MetricNames.TRAIN_TOKENS_PER_SECOND, "update, tokens per second");
        names.forEach((metric, name) -> {
            var cells = data.arms().stream().map(arm -> arm.metric(metric).points().values().stream().filter(Double::isFinite)
                    .mapToDouble(Double::doubleValue).average().orElse(Double.NaN)).toList();
            if (cells.stream().anyMatch(Double::isFinite)) table.row(head(name, cells.stream().map(Figures::number).toList()));
        });
        return table;
    }

    /// Where and how the runs were made.
    static Table runs(ReportData data) {
        var table = new Table(head("", data.arms().stream().map(ArmData::name).toList()));
        row(table, data, "state", arm -> arm.info().state().name().toLowerCase(java.util.Locale.ROOT)
                + (arm.info().error() == null ? "" : ": " + arm.info().error()));
        row(table, data, "last step", arm -> Integer.toString(arm.info().step()));
        row(table, data, "started", arm -> arm.info().started().truncatedTo(ChronoUnit.SECONDS).toString());
        row(table, data, "took",
                arm -> arm.info().ended() == null ? Figures.ABSENT : duration(Duration.between(arm.info().started(), arm.info().ended())));
        row(table, data, "seed", arm -> Long.toString(arm.info().seed()));
        row(table, data, "commit", arm -> arm.info().commit() == null ? Figures.ABSENT : arm.info().commit());
        row(table, data, "Java", arm -> arm.info().java());
        row(table, data, "machine", arm -> arm.info().os() + ", " + arm.info().cores() + " cores");
        row(table, data, "command", arm -> String.join(" ", arm.info().argv()));
        return table;
    }

    private static void row(Table table, ReportData data, String name, java.util.function.Function<ArmData, String> value) {
        table.row(head(name, data.arms().stream().map(value).toList()));
    }

    static String duration(Duration duration) {
        if (duration.toHours() > 0) return duration.toHours() + " h " + duration.toMinutesPart() + " min";
        return duration.toMinutes() > 0 ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s" : duration.toSeconds() + " s";
    }

    static String accuracy(EvaluationSummary summary) {
        double error = summary.measure(MetricNames.STANDARD_ERROR);
        return Figures.percent(summary.measure(MetricNames.ACCURACY)) + (Double.isNaN(error) ? "" : " ± " + Figures.fixed(100 * error, 1));
    }

    private static String accuracy(ArmData arm, boolean first) {
        if (!arm.evaluated()) return Figures.ABSENT;
        return accuracy((first ? arm.evaluations().firstEntry() : arm.evaluations().lastEntry()).getValue());
    }

    private static String steps(ArmData arm) {
        return arm.evaluated() ? Figures.number(arm.evaluations().lastKey()) : Figures.ABSENT;
    }

    private static String change(ArmData arm, Measure measure) {
        return measure.shown(arm.first(measure)) + " → " + measure.shown(arm.last(measure));
    }

    private static List<String> head(String first, List<String> rest) {
        var cells = new ArrayList<>(List.of(first));
        cells.addAll(rest);
        return cells;
    }
}
