package dev.retool4j.run.report;

import static dev.retool4j.run.report.Trend.Verdict.IN_PART;
import static dev.retool4j.run.report.Trend.Verdict.NO;
import static dev.retool4j.run.report.Trend.Verdict.NOT_MEASURED;
import static dev.retool4j.run.report.Trend.Verdict.YES;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.ToolUse;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Trace;
import java.util.ArrayList;
import java.util.List;

/// Judges, by fixed rules and not by eye, which of the paper's findings a run shows.
final class Trends {
    /// What the verdicts mean, for the reader.
    static final String RULES = "Accuracies differ if they are more than two standard errors of their difference apart (taken as independent). "
            + "For the other measures \"yes\" asks for the paper's direction and a comparable size, \"in part\" for its direction, from 5% on.";

    private final ArmData tool;
    private final ReportData data;
    private final List<Trend> trends = new ArrayList<>();

    private Trends(ReportData data) {
        this.data = data;
        this.tool = data.tool();
    }

    static List<Trend> of(ReportData data) {
        var trends = new Trends(data);
        trends.accuracy();
        trends.text();
        trends.code();
        trends.passing();
        trends.timing();
        trends.selectivity();
        return trends.trends;
    }

    private void add(String finding, String paper, String here, Trend.Verdict verdict) {
        trends.add(new Trend(finding, paper, here, verdict));
    }

    private void accuracy() {
        double gain = tool.last(MetricNames.ACCURACY) - tool.first(MetricNames.ACCURACY);
        add("Reinforcement learning with the interpreter raises accuracy", "40.9% → 67.0% (AIME 2024)", change(tool, MetricNames.ACCURACY),
                Double.isNaN(gain) || tool.evaluations().size() < 2 ? NOT_MEASURED : gain > 2 * errorOfChange(tool) ? YES : NO);
        var lowest = tool.evaluations().values().stream()
                .min(java.util.Comparator.comparing(summary -> summary.measure(MetricNames.ACCURACY)));
        double dip = lowest.map(summary -> tool.first(MetricNames.ACCURACY) - summary.measure(MetricNames.ACCURACY)).orElse(Double.NaN);
        add("Accuracy dips before it rises", "40.9% → 33.0% at step 120",
                lowest.map(summary -> "lowest " + Figures.percent(summary.measure(MetricNames.ACCURACY))
                        + " at step " + summary.step()).orElse(Figures.ABSENT),
                tool.evaluations().size() < 3 ? NOT_MEASURED : dip > 2 * errorOfChange(tool) ? YES : NO);
    }

    private void text() {
        var text = data.text();
        if (text == null || !text.evaluated()) {
            add("The interpreter beats text-only reinforcement learning", "67.0% in 400 steps against 40.0% in 1080", Figures.ABSENT,
                    NOT_MEASURED);
            return;
        }
        double gap = tool.last(MetricNames.ACCURACY) - text.last(MetricNames.ACCURACY);
        double gapError = Math.hypot(tool.last(MetricNames.STANDARD_ERROR), text.last(MetricNames.STANDARD_ERROR));
        add("The interpreter beats text-only reinforcement learning", "67.0% in 400 steps against 40.0% in 1080",
                Figures.percent(tool.last(MetricNames.ACCURACY)) + " in " + tool.evaluations().lastKey() + " steps against "
                        + Figures.percent(text.last(MetricNames.ACCURACY)) + " in " + text.evaluations().lastKey(),
                Double.isNaN(gap) ? NOT_MEASURED : gap > 2 * gapError ? YES : NO);
        double gain = text.last(MetricNames.ACCURACY) - text.first(MetricNames.ACCURACY);
        add("Text-only reinforcement learning rises too, slowly", "30.1% → 40.0%", change(text, MetricNames.ACCURACY),
                Double.isNaN(gain) || text.evaluations().size() < 2 ? NOT_MEASURED : gain > 2 * errorOfChange(text) ? YES : NO);
    }

    private void code() {
        double ratio = tool.last(Measure.CODE_RATIO);
        double before = tool.first(Measure.CODE_RATIO);
        add("Nearly every response comes to use code", shown(Measure.CODE_RATIO), change(tool, Measure.CODE_RATIO),
                Double.isNaN(ratio) ? NOT_MEASURED : ratio < before + 0.05 ? NO : ratio >= 0.95 ? YES : IN_PART);
        add("Responses become shorter", shown(Measure.RESPONSE_LENGTH) + " tokens", change(tool, Measure.RESPONSE_LENGTH),
                grows(1 / relative(Measure.RESPONSE_LENGTH), 1.5));
        add("Code becomes longer", shown(Measure.CODE_LINES) + " lines a response",
                change(tool, Measure.CODE_LINES) + "; where code is used "
                        + change(tool, Measure.CODE_LINES_WHEN_USED),
                grows(relative(Measure.CODE_LINES), 3));
        add("More blocks run without error", shown(Measure.CORRECT_CODE), change(tool, Measure.CORRECT_CODE),
                grows(relative(Measure.CORRECT_CODE), 2));
    }

    private void passing() {
        double right = tool.last(Measure.LAST_PASS_RIGHT);
        add("The last block of right responses nearly always runs", shown(Measure.LAST_PASS_RIGHT), change(tool, Measure.LAST_PASS_RIGHT),
                Double.isNaN(right) ? NOT_MEASURED : right >= 0.97 ? YES : right >= 0.9 ? IN_PART : NO);
        double fall = tool.first(Measure.LAST_PASS_WRONG) - tool.last(Measure.LAST_PASS_WRONG);
        add("The last block of wrong responses runs less and less often", shown(Measure.LAST_PASS_WRONG),
                change(tool, Measure.LAST_PASS_WRONG),
                Double.isNaN(fall) ? NOT_MEASURED : fall >= 0.05 ? YES : fall >= 0.02 ? IN_PART : NO);
    }

    private void timing() {
        double earlier = tool.first(Measure.MEAN_INVOCATION) - tool.last(Measure.MEAN_INVOCATION);
        add("Code is called earlier in the response", shown(Measure.MEAN_INVOCATION) + " of the response",
                change(tool, Measure.MEAN_INVOCATION) + "; first block " + change(tool, Measure.FIRST_INVOCATION),
                Double.isNaN(earlier) ? NOT_MEASURED : earlier >= 0.05 ? YES : earlier >= 0.02 ? IN_PART : NO);
        var scored = tool.last().stream().map(Trace::scored).toList();
        var corrections = ToolUse.of(scored).ratio(Measure.SELF_CORRECTION);
        add("The policy corrects its own failing code", "cases shown, no rate",
                corrections.denominator() == 0
                        ? "no block failed at the last evaluation"
                        : Figures.number(corrections.numerator()) + " of " + Figures.number(corrections.denominator())
                                + " responses with a failed block ("
                                + change(tool, Measure.SELF_CORRECTION) + ")",
                corrections.denominator() == 0 ? NOT_MEASURED : corrections.numerator() > 0 ? YES : NO);
    }

    /// By the problems' tag `level`.
    private void selectivity() {
        var byLevel = ToolUse.byTag(tool.last().stream().map(Trace::scored).toList(), "level");
        var easy = byLevel.get("easy");
        var hard = byLevel.get("hard");
        if (easy == null || hard == null) return;
        double easier = easy.value(Measure.CODE_RATIO);
        double harder = hard.value(Measure.CODE_RATIO);
        add("The policy chooses when to call (selectivity)", "told of, not measured",
                "code in " + Figures.percent(easier) + " of responses to easy problems, " + Figures.percent(harder) + " to hard ones",
                harder - easier >= 0.1 ? YES : NO);
    }

    private Trend.Verdict grows(double factor, double comparable) {
        return Double.isNaN(factor) ? NOT_MEASURED : factor >= comparable ? YES : factor >= 1.05 ? IN_PART : NO;
    }

    private double relative(Measure measure) {
        double before = tool.first(measure);
        return before == 0 ? Double.NaN : tool.last(measure) / before;
    }

    private static double errorOfChange(ArmData arm) {
        return Math.hypot(arm.first(MetricNames.STANDARD_ERROR), arm.last(MetricNames.STANDARD_ERROR));
    }

    private static String shown(Measure measure) {
        return PaperFigures.change(PaperFigures.BEHAVIOUR, measure);
    }

    private static String change(ArmData arm, Measure measure) {
        return measure.shown(arm.first(measure)) + " → " + measure.shown(arm.last(measure));
    }

    private static String change(ArmData arm, String key) {
        return Figures.percent(arm.first(key)) + " → " + Figures.percent(arm.last(key));
    }
}
