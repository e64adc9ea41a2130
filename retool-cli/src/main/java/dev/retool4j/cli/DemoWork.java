package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.report.Report;
import dev.retool4j.run.report.ReportInput;
import dev.retool4j.sandbox.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// `retool demo`: runs the demo, writes its report, and says what to try next.
final class DemoWork {
    private static final String SET = "heldout";

    private final DemoOptions options;
    private final boolean quick;
    private final Console console;
    private final @Nullable DemoDashboard dashboard;

    DemoWork(DemoOptions options, boolean quick, Console console) {
        this(options, quick, console, null);
    }

    /// @param dashboard served while it runs; null: none is
    DemoWork(DemoOptions options, boolean quick, Console console, @Nullable DemoDashboard dashboard) {
        this.dashboard = dashboard;
        this.options = options;
        this.quick = quick;
        this.console = console;
    }

    /// @param yaml     the resolved configuration, kept in the demo's directory; resuming with another one is refused
    /// @param existing what to do with an earlier demo of this name
    /// @return the exit code
    int run(String yaml, RunDirectory.Existing existing, boolean json) throws IOException {
        try (var interpreter = Interpreters.start(console)) {
            prepare(yaml, existing); // after the interpreter: where that is missing nothing is begun
            if (dashboard == null) return train(interpreter, json);
            try (var served = dashboard.start(options.directory(), console)) {
                int code = train(interpreter, json);
                if (code == 0) dashboard.stay(served, console);
                return code;
            }
        }
    }

    private int train(Interpreter interpreter, boolean json) throws IOException {
        long begun = System.nanoTime();
        var stop = new AtomicBoolean();
        try (var interrupts = Interrupts.onFirst(console, () -> stop.set(true))) {
            boolean finished = new Demo(options, console, stop::get).run(interpreter);
            console.status("");
            if (interrupts.interrupted()) {
                console.line("stopped; go on with: retool demo%s --resume"
                        .formatted(options.name().equals("demo") ? "" : " name=" + options.name()));
                return interrupts.exitCode();
            }
            if (!finished) return 1;
        }
        finish((System.nanoTime() - begun) / 60e9, json);
        return 0;
    }

    /// Makes the directory, or takes up the one that is there.
    private void prepare(String yaml, RunDirectory.Existing existing) throws IOException {
        var directory = options.directory();
        var config = directory.resolve("config.yaml");
        if (Files.exists(directory)) {
            switch (existing) {
                case REFUSE -> throw CommandFailure.failed(directory + " already exists",
                        "continue with --resume, start over with --clean, or pass name=<new>");
                case CLEAN -> delete(directory);
                case RESUME -> {
                    if (Files.exists(config) && !Files.readString(config).equals(yaml))
                        throw CommandFailure.failed(directory + " was begun with another configuration (" + config + ")",
                                "repeat its arguments, start over with --clean, or pass name=<new>");
                }
            }
        } else if (existing == RunDirectory.Existing.RESUME) {
            throw CommandFailure.failed("there is no demo at " + directory + " to resume", "leave --resume out");
        }
        Files.createDirectories(directory);
        Files.writeString(config, yaml);
    }

    /// Deletes an earlier demo, and nothing that is none.
    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory.resolve("config.yaml")))
            throw CommandFailure.failed(directory + " is not a demo's directory", "choose another name with name=<new>");
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList())
                Files.delete(file);
        }
    }

    private void finish(double minutes, boolean json) {
        var directory = options.directory();
        var toolEnds = ends("tool");
        var textEnds = ends("text");
        var report = Report.of(new ReportInput("retool demo" + (quick ? " --quick" : ""), directory,
                new ReportInput.Arm("with interpreter", directory.resolve("tool")),
                new ReportInput.Arm("text only", directory.resolve("text")), SET,
                DemoFacts.facts(options, minutes), DemoFacts.limits(directory, SET, quick)));
        var html = report.write();
        console.line("");
        console.line(report.terminal().stripTrailing());
        console.line("");
        console.line("report   " + html);
        console.line("look     ./retool dashboard " + directory);
        console.line("next     ./retool solve " + directory.resolve("tool") + " \"Find the greatest common divisor of 924 and 630.\"");
        console.line("         ./retool eval " + directory.resolve("tool") + " --data " + directory.resolve(Demo.HELD_OUT_FILE)
                + " --samples 4");
        console.line("         ./retool demo name=seed1 seed=1");
        var result = new LinkedHashMap<String, Object>();
        result.put("tool_accuracy", toolEnds.last().get(MetricNames.ACCURACY));
        result.put("cold_start_accuracy", toolEnds.first().get(MetricNames.ACCURACY));
        result.put("text_accuracy", textEnds.last().get(MetricNames.ACCURACY));
        result.put("text_start_accuracy", textEnds.first().get(MetricNames.ACCURACY));
        result.put("code_ratio", toolEnds.last().get(Measure.CODE_RATIO.key()));
        result.put("minutes", Math.round(minutes * 100) / 100.0);
        result.put("report", html.toString());
        console.result(json ? tools.jackson.databind.json.JsonMapper.shared().writeValueAsString(result) : summary(result));
    }

    private record Ends(Map<String, Double> first, Map<String, Double> last) {}

    private Ends ends(String arm) {
        var evaluations = RunDirectory.read(options.directory().resolve(arm)).evaluations();
        var steps = new ArrayList<>(evaluations.steps());
        return new Ends(measures(evaluations.summaries(steps.getFirst()).get(SET)),
                measures(evaluations.summaries(steps.getLast()).get(SET)));
    }

    private static Map<String, Double> measures(dev.retool4j.run.@org.jspecify.annotations.Nullable EvaluationSummary summary) {
        if (summary == null) throw CommandFailure.failed("the demo's last evaluation is missing", "run it again with --clean");
        return summary.measures();
    }

    private static String summary(Map<String, Object> result) {
        return String.format(Locale.ROOT,
                "with interpreter %.1f%% (%.1f%% after the cold start)   text only %.1f%% (%.1f%%)   code ratio %.1f%%   %.1f min",
                percent(result, "tool_accuracy"), percent(result, "cold_start_accuracy"), percent(result, "text_accuracy"),
                percent(result, "text_start_accuracy"), percent(result, "code_ratio"), (Double) result.get("minutes"));
    }

    private static double percent(Map<String, Object> result, String key) {
        return 100 * ((Number) java.util.Objects.requireNonNull(result.get(key))).doubleValue();
    }
}
