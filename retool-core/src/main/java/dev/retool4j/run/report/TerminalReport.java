package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Measure;
import dev.retool4j.run.MetricNames;

/// A run in a few lines: each curve as block characters with its first and last value, and the verdicts.
final class TerminalReport {
    private static final int WIDTH = 24;

    private TerminalReport() {}

    static String render(ReportData data) {
        var out = new StringBuilder(Terminal.plain(data.input().title())).append("\n\n");
        var curves = new Table("", "", "first", "last", "steps");
        for (var arm : data.arms()) {
            row(curves, arm, arm.name() + ": accuracy", MetricNames.ACCURACY);
        }
        for (var measure : new Measure[]{Measure.CODE_RATIO, Measure.RESPONSE_LENGTH, Measure.CODE_LINES, Measure.PASS_RATE,
            Measure.SELF_CORRECTION}) {
            var points = data.tool().evaluation(measure.key()).points();
            if (!points.isEmpty())
                curves.row(measure.title(), Sparkline.text(points.values(), WIDTH), measure.shown(data.tool().first(measure)),
                        measure.shown(data.tool().last(measure)), points.firstKey() + "–" + points.lastKey());
        }
        for (var arm : data.arms()) {
            var reward = arm.metric(MetricNames.REWARD_MEAN).points();
            if (!reward.isEmpty())
                curves.row(arm.name() + ": reward", Sparkline.text(reward.values(), WIDTH),
                        Figures.fixed(reward.firstEntry().getValue(), 2),
                        Figures.fixed(reward.lastEntry().getValue(), 2), reward.firstKey() + "–" + reward.lastKey());
        }
        if (!curves.isEmpty()) out.append(curves.text("  ")).append("\n");
        if (!data.tool().evaluated()) return out.append("  no evaluation yet\n").toString();
        var verdicts = new Table("the paper's finding", "shown here?", "");
        for (var trend : Trends.of(data))
            verdicts.row(trend.finding(), trend.verdict().toString(), trend.here());
        return out.append(verdicts.text("  ")).toString();
    }

    private static void row(Table curves, ArmData arm, String name, String key) {
        if (!arm.evaluated()) return;
        curves.row(Terminal.plain(name), Sparkline.text(arm.evaluation(key).points().values(), WIDTH), Figures.percent(arm.first(key)),
                Tables.accuracy(arm.evaluations().lastEntry().getValue()),
                arm.evaluations().firstKey() + "–" + arm.evaluations().lastKey());
    }
}
