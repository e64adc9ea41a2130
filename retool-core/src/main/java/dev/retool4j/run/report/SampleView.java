package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import dev.retool4j.data.Span;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.Trajectory;
import java.util.List;
import java.util.Locale;

/// Shows one trajectory: what was asked, a strip of its segments in proportion to their tokens, and each segment with its kind told by
/// label, border, tint, and hatching where no gradient flows.
final class SampleView {
    private static final int SHOWN = 6000;

    private SampleView() {}

    static Tag render(Sample sample) {
        return render(sample, SHOWN);
    }

    /// @param shown most characters of a text; longer ones lose their middle
    static Tag render(Sample sample, int shown) {
        var trajectory = sample.trace().trajectory();
        var reward = sample.trace().reward();
        var answer = reward.answer() == null ? "none" : cut(reward.answer(), 80);
        var facts = Tag.of("ul", "facts").add(fact("target", cut(trajectory.problem().answer(), 80)), //
                Tag.of("li").add(Tag.of("span").text("answer "),
                        Tag.of("b", reward.correct() ? "good" : "bad").text(answer + (reward.correct() ? " ✓" : " ✗"))), //
                fact("reward", (reward.reward() > 0 ? "+" : "") + Figures.number(reward.reward())), //
                fact("turns", Integer.toString(trajectory.turns())), fact("blocks", Integer.toString(trajectory.calls().size())),
                fact("tokens", Integer.toString(trajectory.length())),
                fact("stop", trajectory.stop().name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        return Tag.of("article", "sample").add(Tag.of("h3").text(sample.heading()), Tag.of("p", "note").text(sample.note()),
                Tag.of("p", "question").with("dir", "ltr").text(cut(trajectory.problem().question(), shown)), facts, strip(trajectory),
                segments(trajectory, trajectory.segments(), shown));
    }

    private static Tag fact(String name, String value) {
        return Tag.of("li").add(Tag.of("span").text(name + " "), Tag.of("b").text(value));
    }

    private static Tag strip(Trajectory trajectory) {
        var strip = Tag.of("div", "strip").with("aria-hidden", "true");
        for (var segment : trajectory.segments())
            strip.add(Tag.of("i", style(segment.kind())).with("style", "flex-grow:" + Math.max(1, segment.end() - segment.begin())));
        return strip;
    }

    /// Some of a trajectory's segments; blocks are numbered among all.
    static Tag segments(Trajectory trajectory, List<Segment> some, int shown) {
        var list = Tag.of("ol", "segments");
        for (var segment : some) {
            int block = trajectory.call(segment);
            var call = block > 0 ? trajectory.calls().get(block - 1) : null;
            var label = switch (segment.kind()) {
                case TEXT -> call == null ? "text" : "text, call " + block + " · " + outcome(call);
                case ANSWER -> "answer";
                case CODE -> call == null ? "code" : "code " + block + " · " + outcome(call);
                case INTERPRETER -> "interpreter · no gradient";
            };
            boolean failed = call != null && !call.succeeded();
            list.add(Tag.of("li", style(segment.kind()) + (failed ? " failed" : "")).add(
                    Tag.of("span", "label").text(label + " · " + (segment.end() - segment.begin()) + " tok"),
                    Tag.of("pre").with("dir", "ltr").text(cut(segment.text().strip(), shown))));
        }
        return list;
    }

    private static String outcome(InterpreterCall call) {
        var result = call.result();
        if (result == null) return "malformed ✗";
        var seconds = Figures.fixed(result.wallSeconds(), 2) + " s";
        return switch (result.status()) {
            case FINISHED -> "ran ✓ · " + seconds;
            case ERROR -> "error ✗ · exit " + result.exitCode() + " · " + seconds;
            case TIME_LIMIT -> "time limit ✗ · " + seconds;
            case MEMORY_LIMIT -> "memory limit ✗ · " + seconds;
            case OUTPUT_LIMIT -> "output limit ✗ · " + seconds;
            case CRASHED -> "crashed ✗ · " + seconds;
        };
    }

    private static String style(Span.Kind kind) {
        return switch (kind) {
            case TEXT -> "seg text";
            case CODE -> "seg code";
            case INTERPRETER -> "seg interpreter";
            case ANSWER -> "seg answer";
        };
    }

    /// The text, its middle left out if it is too long to show.
    static String cut(String text, int shown) {
        if (text.length() <= shown) return text;
        int half = shown / 2;
        int begin = Character.isHighSurrogate(text.charAt(half - 1)) ? half - 1 : half;
        int end = Character.isLowSurrogate(text.charAt(text.length() - half)) ? text.length() - half + 1 : text.length() - half;
        return text.substring(0, begin) + "\n[… " + Figures.number(end - begin) + " characters left out …]\n" + text.substring(end);
    }
}
