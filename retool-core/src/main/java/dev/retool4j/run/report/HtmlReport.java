package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.Measure;
import dev.retool4j.run.MetricNames;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/// `report.html`: one file that loads nothing, runs nothing, and reads on a phone, in the dark and on paper.
final class HtmlReport {
    private final ReportData data;
    private final ArmData tool;

    private HtmlReport(ReportData data) {
        this.data = data;
        this.tool = data.tool();
    }

    static String render(ReportData data) {
        var report = new HtmlReport(data);
        var main = Tag.of("main").add(report.top(), report.accuracy(), report.besidePaper(), report.behaviour(), report.emergence(),
                report.training(),
                report.trajectories(),
                report.breakdown(), report.verdicts(), report.details());
        return page(data.input().title(), main);
    }

    /// A document that loads and runs nothing.
    static String page(String title, Tag main) {
        var head = Tag.of("head").add(Tag.of("meta").with("charset", "utf-8"),
                Tag.of("meta").with("name", "viewport").with("content", "width=device-width, initial-scale=1"),
                Tag.of("meta").with("http-equiv", "Content-Security-Policy").with("content",
                        "default-src 'none'; style-src 'unsafe-inline'"),
                Tag.of("meta").with("name", "color-scheme").with("content", "light dark"), Tag.of("title").text(title),
                Tag.style(css()));
        return "<!DOCTYPE html>\n" + Tag.of("html").with("lang", "en").add(head, Tag.of("body").add(main)) + "\n";
    }

    private static String css() {
        try (var in = Objects.requireNonNull(HtmlReport.class.getResourceAsStream("report.css"), "report.css is part of this program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Tag top() {
        var header = Tag.of("header").add(Tag.of("h1").text(data.input().title()));
        var set = tool.set().isEmpty() ? "" : " Figures are of the problem set “" + tool.set() + "”.";
        header.add(Tag.of("p", "lead")
                .text("Reinforcement learning with a Python interpreter in the loop, after ReTool (arXiv 2504.11536)." + set));
        var cards = Tag.of("div", "cards");
        for (var arm : data.arms()) {
            if (!arm.evaluated()) continue;
            var last = arm.evaluations().lastEntry().getValue();
            cards.add(card(arm.name(), arm.style(), Figures.percent(last.measure(MetricNames.ACCURACY)),
                    "from " + Figures.percent(arm.first(MetricNames.ACCURACY)) + " at step " + arm.evaluations().firstKey() + ", "
                            + arm.evaluations().lastKey() + " steps"));
        }
        if (tool.evaluated())
            cards.add(card("code ratio", "", Figures.percent(tool.last(Measure.CODE_RATIO)),
                    "of responses use code, from " + Figures.percent(tool.first(Measure.CODE_RATIO))));
        header.add(cards);
        var facts = Tag.of("ul", "facts");
        data.input().facts()
                .forEach((name, value) -> facts.add(Tag.of("li").add(Tag.of("span").text(name + " "), Tag.of("b").text(value))));
        if (!data.input().facts().isEmpty()) header.add(facts);
        return header.add(contents());
    }

    private static Tag card(String name, String style, String value, String note) {
        return Tag.of("div", ("card " + style).strip()).add(Tag.of("span", "name").text(name), Tag.of("b").text(value),
                Tag.of("span", "note").text(note));
    }

    private static Tag contents() {
        var nav = Tag.of("nav");
        for (var entry : List.of("accuracy", "beside the paper", "tool use", "what emerges", "training", "trajectories", "where it works",
                "what is reproduced", "protocol"))
            nav.add(Tag.of("a").with("href", "#" + entry.replace(' ', '-')).text(entry));
        return nav;
    }

    private static Tag section(String id, String title, String lead) {
        var section = Tag.of("section").with("id", id).add(Tag.of("h2").text(title));
        return lead.isEmpty() ? section : section.add(Tag.of("p", "lead").text(lead));
    }

    private static Tag figure(String title, LineChart chart, String caption) {
        return Tag.of("figure").add(Tag.of("h3").text(title), chart.legend(), chart.render(), Tag.of("figcaption").text(caption));
    }

    private Tag accuracy() {
        var section = section("accuracy", "Accuracy on held-out problems", "");
        if (!tool.evaluated()) return section.add(Tag.of("p").text("No evaluation has been made yet."));
        var protocol = tool.evaluations().lastEntry().getValue().protocol();
        var chart = LineChart.large("Accuracy against step", "step").spanning(0, 1);
        data.arms().stream().filter(ArmData::evaluated).forEach(arm -> chart.line(arm.accuracy()));
        var paper = LineChart.large("The paper's Figure 1: accuracy against step", "step").spanning(0, 1)
                .line(Series.every(PaperFigures.EVERY, "ReTool, AIME 2024", "tool", PaperFigures.shares(PaperFigures.TOOL_AIME24)))
                .line(Series.every(PaperFigures.EVERY, "text-only, AIME 2024", "plain", PaperFigures.shares(PaperFigures.TEXT_AIME24)))
                .line(Series.every(PaperFigures.EVERY, "ReTool, AIME 2025", "tool second", PaperFigures.shares(PaperFigures.TOOL_AIME25)))
                .line(Series.every(PaperFigures.EVERY, "text-only, AIME 2025", "plain second",
                        PaperFigures.shares(PaperFigures.TEXT_AIME25)));
        var ours = figure("This run", chart, "avg@" + protocol.samples() + " over " + protocol.problems() + " problems at temperature "
                + Figures.fixed(protocol.sampling().temperature(), 1)
                + "; the band is one standard error to either side, clustered by problem.");
        var theirs = figure("The paper's Figure 1", paper, "Qwen2.5-32B-Instruct on AIME, avg@32, read off the paper's vector graphics.");
        return section.add(Tag.of("div", "grid two").add(ours, theirs));
    }

    private Tag besidePaper() {
        return section("beside-the-paper", "Beside the paper",
                "Another task and a policy thousands of times smaller: compare directions and shapes, not levels. Arrows lead from the first evaluation to the last.")
                .add(Tables.besidePaper(data).html("numbers wrapping"));
    }

    private Tag behaviour() {
        var section = section("tool-use", "How tool use changes",
                "The measures of the paper's Figure 3 by step, on the same held-out problems. "
                        + "Grey: the paper's curve for AIME 2024 from step 40 to 400, each on its own scale.");
        if (!tool.evaluated()) return section.add(Tag.of("p").text("No evaluation has been made yet."));
        var grid = Tag.of("div", "grid three");
        var length = new LineChart("Response length", "step", false);
        data.arms().forEach(arm -> length.line(arm.evaluation(Measure.RESPONSE_LENGTH.key())));
        grid.add(panel("(a) Response length", length, Measure.RESPONSE_LENGTH, Measure.RESPONSE_LENGTH.definition()));
        grid.add(panel("(b) Code ratio",
                new LineChart("Code ratio", "step", true).spanning(0, 1).line(line(Measure.CODE_RATIO, "responses with code", "tool")),
                Measure.CODE_RATIO, Measure.CODE_RATIO.definition()));
        grid.add(panel("(c) Code lines", new LineChart("Code lines", "step", false).line(line(Measure.CODE_LINES, "per response", "tool"))
                .line(line(Measure.CODE_LINES_WHEN_USED, "where code is used", "tool second")), Measure.CODE_LINES,
                "Lines of all blocks, blank ones left out, ÷ responses (solid) and ÷ responses that use code (dotted)."));
        grid.add(panel("(d) Correct code count",
                new LineChart("Correct code count", "step", false).line(line(Measure.CORRECT_CODE, "blocks", "tool")),
                Measure.CORRECT_CODE, Measure.CORRECT_CODE.definition()));
        grid.add(panel("(e) Pass rate of the last block", new LineChart("Pass rate of the last block", "step", true).spanning(0, 1)
                .line(line(Measure.LAST_PASS_RIGHT, "right responses", "right"))
                .line(line(Measure.LAST_PASS_WRONG, "wrong responses", "wrong")),
                Measure.LAST_PASS_WRONG,
                "Among right and among wrong responses that use code, the share whose last block ran without error."));
        grid.add(panel("(f) Invocation timing", new LineChart("Invocation timing", "step", true).spanning(0, 0.2)
                .line(line(Measure.MEAN_INVOCATION, "all blocks", "tool"))
                .line(line(Measure.FIRST_INVOCATION, "first block", "tool second")),
                Measure.MEAN_INVOCATION,
                "Where a block begins: its first token ÷ the response's length; mean over all blocks, and over the first blocks of responses."));
        grid.add(panel("Self-correction (ours)", new LineChart("Self-correction", "step", true).spanning(0, 1)
                .line(line(Measure.SELF_CORRECTION, "a later block runs", "tool"))
                .line(line(Measure.RIGHT_AFTER_FAILURE, "the answer is right", "right"))
                .line(line(Measure.FIRST_FAILURE, "first block fails", "wrong")), Measure.SELF_CORRECTION,
                "Among responses with a failed block: a later block ran; the answer is right. Among all that use code: the first block failed."));
        section.add(grid);
        for (var arm : data.arms())
            if (arm.evaluated())
                section.add(Tag.of("details").add(Tag.of("summary").text("All measures by step: " + arm.name()),
                        Tables.measures(arm).html("numbers")));
        return section;
    }

    private Tag emergence() {
        var emergence = data.emergence();
        var section = section("what-emerges", "What emerges", "");
        section.add(Tag.of("h3").text("What code is for"));
        if (emergence.hasPurposes())
            section.add(
                    Tag.of("figure").add(emergence.bars(), Tag.of("figcaption").text("Share of code blocks by their main purpose at step "
                            + emergence.firstStep() + " (upper bar) and step " + emergence.lastStep()
                            + " (lower bar), by rules over the syntax tree and the words before the block. The paper's Figure 5, judged by a large model:"
                            + " calculation 79.1% → 51.4%, verification 10.7% → 8.6%, optimisation 7.6% afterwards.")),
                    Tag.of("details").add(Tag.of("summary").text("The rules"), emergence.purposes().html()));
        else
            section.add(Tag.of("p", "note").text("No evaluated response holds code, or there is no Python to read it with."));
        section.add(Tag.of("h3").text("What it mends"), Tag.of("p").text(emergence.correctionsInWords()));
        if (!emergence.firsts().isEmpty()) section.add(emergence.firsts().html());
        if (!emergence.difficulty().isEmpty())
            section.add(Tag.of("h3").text("When code is called, easy against hard problems"),
                    emergence.difficulty().html("numbers wrapping"));
        return section;
    }

    private Series line(Measure measure, String name, String style) {
        return Series.of(name, style, tool.evaluation(measure.key()).points());
    }

    private static Tag panel(String title, LineChart chart, Measure measure, String caption) {
        var figure = chart.isEmpty()
                ? Tag.of("figure").add(Tag.of("h3").text(title),
                        Tag.of("p", "note").text("Nothing to show: its denominator is empty at every step."))
                : figure(title, chart, caption);
        var paper = PaperFigures.BEHAVIOUR.get(measure);
        if (paper == null) return figure;
        return figure.add(Tag.of("p", "beside").add(Sparkline.svg(paper), Tag.of("span").text("paper"
                + (measure == Measure.LAST_PASS_WRONG ? ", wrong responses" : "") + ": "
                + PaperFigures.change(PaperFigures.BEHAVIOUR, measure))));
    }

    private Tag training() {
        var section = section("training", "Training", "Thin lines are single steps, thick ones running means over ten.");
        var grid = Tag.of("div", "grid three");
        curve(grid, "Reward", MetricNames.REWARD_MEAN, "mean reward of a step; +1 right, −1 wrong", false);
        curve(grid, "Training accuracy", MetricNames.TRAIN_ACCURACY, "share of right responses among a step's training problems", true);
        curve(grid, "Entropy", MetricNames.ACTOR_ENTROPY, "of the policy over trained tokens, in nats", false);
        curve(grid, "Clip fraction", MetricNames.ACTOR_CLIP_FRACTION, "share of trained tokens whose ratio was clipped", true);
        curve(grid, "Gradient norm", MetricNames.ACTOR_GRAD_NORM, "of the policy, before clipping", false);
        curve(grid, "Mismatch", MetricNames.ACTOR_MISMATCH_MAX,
                "largest difference between a token's log-probability when sampled and the trainer's recomputation", false);
        curve(grid, "Critic: explained variance", MetricNames.CRITIC_EXPLAINED_VARIANCE, "1 − Var(return − value) ÷ Var(return)", false);
        curve(grid, "Rollout speed", MetricNames.ROLLOUT_TOKENS_PER_SECOND, "sampled tokens per second of rollout", false);
        for (var arm : data.arms())
            time(grid, arm);
        section.add(grid);
        var speed = Tables.speed(data);
        return speed.isEmpty() ? section : section.add(speed.html("numbers"));
    }

    private void curve(Tag grid, String title, String metric, String caption, boolean share) {
        var chart = new LineChart(title, "step", share);
        data.arms().forEach(arm -> chart.noisy(arm.metric(metric), 10));
        if (!chart.isEmpty()) grid.add(figure(title, chart, caption));
    }

    private static void time(Tag grid, ArmData arm) {
        var rollout = arm.metric(MetricNames.TIME_ROLLOUT).points();
        var update = arm.metric(MetricNames.TIME_UPDATE).points();
        var rest = new java.util.TreeMap<Integer, Double>();
        arm.metric(MetricNames.TIME_STEP).points().forEach(
                (step, total) -> rest.put(step, Math.max(0, total - rollout.getOrDefault(step, 0.0) - update.getOrDefault(step, 0.0))));
        var bars = new StackedBars("Seconds per step by phase").part("rollout", rollout).part("update", update).part("other", rest);
        if (!bars.isEmpty())
            grid.add(Tag.of("figure").add(Tag.of("h3").text("Seconds per step: " + arm.name()), bars.legend(), bars.render(),
                    Tag.of("figcaption").text("rollout includes waiting for the interpreter, whose calls overlap with decoding")));
    }

    private Tag trajectories() {
        var section = section("trajectories", "Trajectories",
                "Chosen by rule, not by hand: of those that fit, the one of median length. Hatched: what the interpreter wrote, which carries no gradient.");
        var samples = Samples.of(data);
        if (!samples.missing().isEmpty()) section.add(Tag.of("p", "note").text(samples.missing()));
        if (samples.chosen().isEmpty()) section.add(Tag.of("p").text("No evaluated trajectories."));
        return section.add(Tag.of("div", "samples").add(samples.chosen().stream().map(SampleView::render).toList()));
    }

    private Tag breakdown() {
        var section = section("where-it-works", "Where it works", "Accuracy at the first and at the last evaluation.");
        var levels = Tables.byTag(data, "level", true);
        var families = Tables.byTag(data, "family", false);
        if (!levels.isEmpty()) section.add(Tag.of("h3").text("By level"), levels.html("numbers"));
        if (!families.isEmpty()) section.add(Tag.of("h3").text("By family"), FamilyChart.render(data), families.html("numbers"));
        if (levels.isEmpty() && families.isEmpty()) section.add(Tag.of("p").text("The problems carry no tags."));
        return section.add(Tag.of("h3").text("All sets"), Tables.sets(data).html("numbers"));
    }

    private Tag verdicts() {
        var section = section("what-is-reproduced", "What this run does and does not reproduce", Trends.RULES);
        section.add(Tables.trends(data).html("verdicts"));
        if (data.input().limits().isEmpty()) return section;
        var list = Tag.of("ul", "limits");
        for (var limit : data.input().limits())
            list.add(Tag.of("li").text(limit));
        return section.add(Tag.of("h3").text("Read it with care"), list);
    }

    private Tag details() {
        var section = section("protocol", "Protocol and runs", "");
        var protocol = Tables.protocol(data);
        if (!protocol.isEmpty()) section.add(Tag.of("h3").text("Evaluation"), protocol.html());
        section.add(Tag.of("h3").text("Runs"), Tables.runs(data).html());
        for (var arm : data.arms()) {
            var configuration = Report.configuration(arm);
            if (!configuration.isEmpty())
                section.add(Tag.of("details").add(Tag.of("summary").text("Configuration: " + arm.name()),
                        Tag.of("pre").text(configuration)));
        }
        return section;
    }
}
