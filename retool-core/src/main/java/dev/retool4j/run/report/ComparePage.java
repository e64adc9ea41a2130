package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.data.Span;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.ProblemPair;
import dev.retool4j.run.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Two policies on the same problems as one HTML file that loads and runs nothing: every problem with its counts, and of some of them a
/// response of each side, turn beside turn.
public final class ComparePage {
    private ComparePage() {}

    /// A problem with one response of each policy.
    public record Example(ProblemPair pair, Trace a, Trace b) {}

    /// The whole document.
    ///
    /// @param nameA    of the first policy, for example `lr2, heldout@40`
    /// @param examples that are shown in full
    public static String html(String nameA, String nameB, List<ProblemPair> pairs, List<Example> examples) {
        var main = Tag.of("main").add(
                Tag.of("header").add(Tag.of("h1").text(nameA + " and " + nameB), Tag.of("p", "lead").text(summary(pairs))),
                Tag.of("section").add(Tag.of("h2").text("Problems"), table(nameA, nameB, pairs).html("numbers")));
        var section = Tag.of("section").add(Tag.of("h2").text("Side by side"));
        for (var example : examples)
            section.add(example(nameA, nameB, example));
        return HtmlReport.page(nameA + " and " + nameB, examples.isEmpty() ? main : main.add(section));
    }

    /// How many problems got better and worse, in a sentence.
    public static String summary(List<ProblemPair> pairs) {
        var counts = new EnumMap<ProblemPair.Verdict, Integer>(ProblemPair.Verdict.class);
        pairs.forEach(pair -> counts.merge(pair.verdict(), 1, Integer::sum));
        var a = pairs.stream().flatMap(pair -> pair.a().stream()).toList();
        var b = pairs.stream().flatMap(pair -> pair.b().stream()).toList();
        if (pairs.isEmpty()) return "They have no problem in common.";
        return "%d problems: %d better, %d worse, %d shorter, %d the same. Right answers %s → %s, tokens %s → %s, code blocks %s → %s."
                .formatted(pairs.size(), count(counts, ProblemPair.Verdict.BETTER), count(counts, ProblemPair.Verdict.WORSE),
                        count(counts, ProblemPair.Verdict.SHORTER), count(counts, ProblemPair.Verdict.SAME),
                        Figures.percent(ProblemPair.share(a)), Figures.percent(ProblemPair.share(b)),
                        Figures.fixed(ProblemPair.tokens(a), 0), Figures.fixed(ProblemPair.tokens(b), 0),
                        Figures.fixed(ProblemPair.calls(a), 2), Figures.fixed(ProblemPair.calls(b), 2));
    }

    private static int count(Map<ProblemPair.Verdict, Integer> counts, ProblemPair.Verdict verdict) {
        return counts.getOrDefault(verdict, 0);
    }

    private static Table table(String nameA, String nameB, List<ProblemPair> pairs) {
        var table = new Table("problem", "", "right: " + nameA, "right: " + nameB, "tokens", "code blocks");
        for (var pair : pairs)
            table.row(pair.problem(), pair.verdict().key(), ProblemPair.right(pair.a()) + "/" + pair.a().size(),
                    ProblemPair.right(pair.b()) + "/" + pair.b().size(),
                    Figures.fixed(ProblemPair.tokens(pair.a()), 0) + " → " + Figures.fixed(ProblemPair.tokens(pair.b()), 0),
                    Figures.fixed(ProblemPair.calls(pair.a()), 1) + " → " + Figures.fixed(ProblemPair.calls(pair.b()), 1));
        return table;
    }

    private static Tag example(String nameA, String nameB, Example example) {
        var article = Tag.of("article", "sample").add(Tag.of("h3").text(example.pair.problem() + ": " + example.pair.verdict().key()),
                Tag.of("p", "question").with("dir", "ltr").text(example.a.trajectory().problem().question()),
                row(heading(nameA, example.a), heading(nameB, example.b)));
        var a = turns(example.a.trajectory());
        var b = turns(example.b.trajectory());
        for (int turn = 0; turn < Math.max(a.size(), b.size()); turn++)
            article.add(row(side(example.a.trajectory(), a, turn), side(example.b.trajectory(), b, turn)));
        return article;
    }

    private static Tag row(Tag a, Tag b) {
        return Tag.of("div", "diff").add(a, b);
    }

    private static Tag heading(String name, Trace trace) {
        var reward = trace.reward();
        return Tag.of("p", "note").text(name + " · " + trace.trajectory().id() + " · answer " + (reward.answer() == null
                ? "none"
                : SampleView.cut(reward.answer(), 80)) + (reward.correct() ? " ✓" : " ✗") + " · " + trace.trajectory().length()
                + " tokens");
    }

    private static Tag side(Trajectory trajectory, List<List<Segment>> turns, int turn) {
        return turn < turns.size() ? SampleView.segments(trajectory, turns.get(turn), Integer.MAX_VALUE) : Tag.of("div");
    }

    /// Segments by turn: each ends with what the interpreter answered, the last one with the response.
    public static List<List<Segment>> turns(Trajectory trajectory) {
        var turns = new ArrayList<List<Segment>>();
        var turn = new ArrayList<Segment>();
        for (var segment : trajectory.segments()) {
            turn.add(segment);
            if (segment.kind() != Span.Kind.INTERPRETER) continue;
            turns.add(List.copyOf(turn));
            turn.clear();
        }
        if (!turn.isEmpty()) turns.add(List.copyOf(turn));
        return turns;
    }
}
