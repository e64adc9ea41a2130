package dev.retool4j.run.report;

import dev.retool4j.run.MetricNames;
import java.util.Locale;

/// `report.md`: tables, the curves as block characters, and the sample trajectories.
final class MarkdownReport {
    private final StringBuilder out = new StringBuilder();

    private MarkdownReport() {}

    static String render(ReportData data) {
        var report = new MarkdownReport();
        report.line("# " + Markdown.text(data.input().title()));
        report.line(
                "Reinforcement learning with a Python interpreter in the loop, after ReTool (arXiv 2504.11536). The curves are in `report.html` beside this file.");
        data.input().facts().forEach((name, value) -> report.out.append("- ").append(Markdown.text(name + ": " + value)).append('\n'));
        if (!data.input().facts().isEmpty()) report.out.append('\n');
        report.accuracy(data);
        report.section("Beside the paper", Tables.besidePaper(data));
        for (var arm : data.arms())
            if (arm.evaluated()) report.section("Tool use by step: " + arm.name(), Tables.measures(arm));
        report.emergence(data.emergence());
        report.section("Speed", Tables.speed(data));
        report.section("By level", Tables.byTag(data, "level", true));
        report.section("By family", Tables.byTag(data, "family", false));
        report.section("All sets", Tables.sets(data));
        report.section("What this run does and does not reproduce", Tables.trends(data));
        report.line(Markdown.text(Trends.RULES));
        for (var limit : data.input().limits())
            report.out.append("- ").append(Markdown.text(limit)).append('\n');
        if (!data.input().limits().isEmpty()) report.out.append('\n');
        report.samples(data);
        report.section("Protocol", Tables.protocol(data));
        report.section("Runs", Tables.runs(data));
        return report.out.toString().stripTrailing() + "\n";
    }

    private void line(String text) {
        out.append(text).append("\n\n");
    }

    private void section(String title, Table table) {
        if (table.isEmpty()) return;
        line("## " + Markdown.text(title));
        line(table.markdown().strip());
    }

    private void accuracy(ReportData data) {
        for (var arm : data.arms()) {
            if (!arm.evaluated()) continue;
            line("**" + Markdown.text(arm.name()) + "** `" + Sparkline.text(arm.evaluation(MetricNames.ACCURACY).points().values(), 40)
                    + "` "
                    + Tables.accuracy(arm.evaluations().firstEntry().getValue()) + " at step " + arm.evaluations().firstKey() + " → "
                    + Tables.accuracy(arm.evaluations().lastEntry().getValue()) + " at step " + arm.evaluations().lastKey());
        }
    }

    private void emergence(Emergence emergence) {
        if (emergence.hasPurposes()) section("What code is for, by rules over its syntax", emergence.purposes());
        if (emergence.corrections().total() > 0) {
            section("What it mends", emergence.firsts());
            line(Markdown.text(emergence.correctionsInWords()));
        }
        section("When code is called, easy against hard problems", emergence.difficulty());
    }

    private void samples(ReportData data) {
        var samples = Samples.of(data);
        if (samples.chosen().isEmpty()) return;
        line("## Trajectories");
        if (!samples.missing().isEmpty()) line(Markdown.text(samples.missing()));
        for (var sample : samples.chosen()) {
            var trajectory = sample.trace().trajectory();
            var reward = sample.trace().reward();
            line("### " + Markdown.text(sample.heading()));
            line(Markdown.text(sample.note() + ". Target " + trajectory.problem().answer() + ", answer "
                    + (reward.answer() == null ? "none" : SampleView.cut(reward.answer(), 80)) + (reward.correct() ? " ✓" : " ✗") + ", "
                    + trajectory.calls().size() + " blocks, " + trajectory.length() + " tokens, "
                    + trajectory.stop().name().toLowerCase(Locale.ROOT)
                            .replace('_', ' ')));
            line("> " + Markdown.text(SampleView.cut(trajectory.problem().question(), 2000)));
            line(Markdown.fenced(SampleView.cut(trajectory.response(), 6000)).strip());
        }
    }
}
