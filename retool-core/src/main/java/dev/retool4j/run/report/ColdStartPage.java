package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.data.Span;
import dev.retool4j.data.rewrite.Edits;
import dev.retool4j.data.rewrite.Outcome;
import dev.retool4j.data.rewrite.OutputMatch;
import dev.retool4j.data.rewrite.RewriteSamples;
import dev.retool4j.data.rewrite.RewriteStatistics;
import dev.retool4j.data.rewrite.Stage;
import dev.retool4j.data.rewrite.Verification;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// `report.html` of a cold start on real data: what was left after each stage, why rows fell out, and samples with the difference of text and
/// code. One file that loads and runs nothing; whatever a model or a program wrote is text.
public final class ColdStartPage {
    private static final int SHOWN = 6000;

    private ColdStartPage() {}

    /// @param title    of the page
    /// @param compared whether rows have an original text to compare with
    public static String render(String title, RewriteStatistics statistics, RewriteSamples samples, boolean compared) {
        var main = Tag.of("main").add(Tag.of("header").add(Tag.of("h1").text(title),
                Tag.of("p", "lead").text("%,d rows: %,d accepted, %,d rejected%s.".formatted(statistics.rows(), statistics.accepted(),
                        statistics.rejected(), statistics.unfinished() == 0 ? "" : ", %,d unfinished".formatted(statistics.unfinished())))),
                stages(statistics), reasons(statistics), accepted(samples, compared), rejected(samples, compared));
        return HtmlReport.page(title, main);
    }

    private static Tag stages(RewriteStatistics statistics) {
        var table = new Table("stage", "rows left", "share");
        double all = Math.max(1, statistics.rows() - statistics.unfinished());
        table.row("input", number(statistics.rows() - statistics.unfinished()), "100%");
        statistics.left().forEach((stage, left) -> table.row(stage.label(), number(left), Figures.percent(left / all)));
        var section = Tag.of("section").add(Tag.of("h2").text("Stages"), table.html("numbers"));
        if (statistics.blocks() > 0) section.add(Tag.of("p").text(outputs(statistics)));
        var mended = statistics.attempts();
        if (mended.size() > 1)
            section.add(Tag.of("p").text("Accepted at attempt: "
                    + mended.entrySet().stream().map(e -> e.getKey() + ": " + number(e.getValue())).collect(Collectors.joining(", "))));
        return section;
    }

    private static String outputs(RewriteStatistics statistics) {
        var matches = statistics.matches();
        int same = matches.getOrDefault(OutputMatch.SAME, 0);
        int equivalent = matches.getOrDefault(OutputMatch.EQUIVALENT, 0);
        return "Of %,d code blocks that were run, %,d printed exactly what was recorded, %,d the same in other words, %,d something else."
                .formatted(statistics.blocks(), same, equivalent, statistics.blocks() - same - equivalent);
    }

    private static Tag reasons(RewriteStatistics statistics) {
        var section = Tag.of("section").add(Tag.of("h2").text("Why rows were rejected"));
        if (statistics.rejects().isEmpty()) return section.add(Tag.of("p").text("None was."));
        var table = new Table("reason", "stage", "rows");
        statistics.rejects().forEach((reason, count) -> table.row(reason.label(), Stage.of(reason).label(), number(count)));
        return section.add(table.html());
    }

    private static Tag accepted(RewriteSamples samples, boolean compared) {
        var section = Tag.of("section").add(Tag.of("h2").text("Accepted"), Tag.of("p", "lead").text(
                "The first ones, and the first that passed only after they were sent back. Outputs are the interpreter's own."));
        var list = Tag.of("div", "pairs");
        for (var sample : samples.accepted()) {
            var note = sample.attempts() > 1 ? "accepted at attempt " + sample.attempts() : "accepted at once";
            list.add(sample(sample, compared ? note + edits(sample.verification()) : "accepted")
                    .add(trace(sample, sample.verification(), compared)));
        }
        return section.add(list);
    }

    private static Tag rejected(RewriteSamples samples, boolean compared) {
        var section = Tag.of("section").add(Tag.of("h2").text("Rejected"), Tag.of("p", "lead").text("The first two of each reason."));
        var list = Tag.of("div", "pairs");
        for (var sample : samples.rejected()) {
            var article = sample(sample,
                    sample.reason().label() + (sample.attempts() > 1 ? " after " + sample.attempts() + " attempts" : ""));
            article.add(Tag.of("pre").text(SampleView.cut(sample.detail(), SHOWN)));
            if (sample.verification() != null) article.add(trace(sample, sample.verification(), compared));
            else if (!sample.response().isBlank())
                article.add(Tag.of("details").add(Tag.of("summary").text("as it was written"),
                        Tag.of("pre").with("dir", "ltr").text(SampleView.cut(sample.response(), SHOWN))));
            list.add(article);
        }
        return section.add(list);
    }

    private static Tag sample(Outcome outcome, String note) {
        var problem = outcome.row().problem();
        return Tag.of("article", "sample").add(Tag.of("h3").text(problem.id()), Tag.of("p", "note").text(note),
                Tag.of("p", "question").with("dir", "ltr").text(SampleView.cut(problem.question(), SHOWN)),
                Tag.of("p", "note").text("gold answer: " + SampleView.cut(problem.answer(), 200)));
    }

    private static String edits(Verification verification) {
        Edits edits = verification.edits();
        if (edits == null) return "";
        return ", %s of the words changed, %s replaced by code".formatted(Figures.percent(edits.changed()),
                Figures.percent(edits.replaced()));
    }

    private static Tag trace(Outcome outcome, Verification verification, boolean compared) {
        List<Span> spans = Objects.requireNonNull(verification.executed(), "it was executed").spans();
        return DiffView.render(compared ? outcome.row().text() : null, spans);
    }

    private static String number(int value) {
        return "%,d".formatted(value);
    }
}
