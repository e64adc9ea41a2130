package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.ToolUse;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the demo's report says beside its figures: what was done, and what it does and does not show of the paper.
final class DemoFacts {
    private DemoFacts() {}

    static Map<String, String> facts(DemoOptions options, double minutes) {
        var facts = new LinkedHashMap<String, String>();
        facts.put("policy", "0.9 M parameters");
        facts.put("cold start", "%,d traces".formatted(options.traces()));
        facts.put("seed", Long.toString(options.seed()));
        facts.put("time", "%.1f min".formatted(minutes));
        return facts;
    }

    /// Sentences on what the miniature does not reproduce, with this run's own figures where there are some.
    static List<String> limits(Path directory, String set, boolean quick) {
        var run = RunDirectory.read(directory.resolve("tool"));
        var steps = run.evaluations().steps();
        var first = run.evaluations().summaries(steps.getFirst()).get(set);
        var last = run.evaluations().summaries(steps.getLast()).get(set);
        var samples = run.evaluations().traces(steps.getLast(), set).stream().map(Trace::scored).toList();
        var limits = new ArrayList<String>();
        if (quick) limits.add("This was a quick run: fewer tokens and steps, so lower and noisier figures than the full demo's.");
        limits.add("The problems are generated and far easier than AIME; the policy is 35,000 times smaller than the paper's. "
                + "The figures show the shape of the paper's result, not its size.");
        limits.add(
                "The habits that reinforcement learning changes were put into the cold start on purpose: most traces work by hand, some give up after an "
                        + "error, some run a wrong program. It re-weights and sharpens what the traces contain.");
        limits.add(selectivity(samples));
        limits.add(
                "Self-correction does not emerge here as the paper reports: the cold start contains it (7% of its traces mend a planted mistake). "
                        + "Learning makes first blocks fail less often, and then there is less left to correct.");
        if (first != null && last != null) limits.add(trends(first, last));
        limits.add(
                "The text-only policy is held back by what a model of this size can compute in its head; it learns the easy families and never the hard "
                        + "ones, so that its curve flattens earlier than the paper's.");
        return limits;
    }

    private static String selectivity(List<Scored> samples) {
        var levels = ToolUse.byTag(samples, "level");
        var easy = levels.get("easy");
        var hard = levels.get("hard");
        var measured = easy == null || hard == null
                ? ""
                : " (code ratio %.0f%% on easy and %.0f%% on hard problems)".formatted(
                        100 * easy.value(Measure.CODE_RATIO), 100 * hard.value(Measure.CODE_RATIO));
        return "When to call the tool is not learned, only that calling pays" + measured
                + ": with no price on a call, calling always is optimal under the paper's reward.";
    }

    private static String trends(EvaluationSummary first, EvaluationSummary last) {
        return "The paper's responses get 40%% shorter and their code five times longer; here the length goes from %.0f to %.0f tokens and the code from %.1f to %.1f lines per response, mostly because more responses use code."
                .formatted(
                        first.measure(Measure.RESPONSE_LENGTH.key()), last.measure(Measure.RESPONSE_LENGTH.key()),
                        first.measure(Measure.CODE_LINES.key()),
                        last.measure(Measure.CODE_LINES.key()));
    }
}
