package dev.retool4j.cli;

import dev.retool4j.data.Span;
import dev.retool4j.rollout.Segment;
import dev.retool4j.run.Trace;
import dev.retool4j.run.report.ComparePage;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// A trajectory as text for a terminal; nothing in it steers the terminal or reorders the text.
final class TraceText {
    private TraceText() {}

    /// All of it: what was asked, how it ended, and each segment.
    static String of(Trace trace) {
        return plain(heading(trace) + segments(trace, trace.trajectory().segments())).stripTrailing();
    }

    /// Two responses to the same problem, turn by turn.
    static String beside(String nameA, Trace a, String nameB, Trace b) {
        var text = new StringBuilder("problem  " + a.trajectory().problem().question() + "\ntarget   " + a.trajectory().problem().answer()
                + "\n" + nameA + ": " + outcome(a) + "\n" + nameB + ": " + outcome(b) + "\n");
        var turnsA = ComparePage.turns(a.trajectory());
        var turnsB = ComparePage.turns(b.trajectory());
        for (int turn = 0; turn < Math.max(turnsA.size(), turnsB.size()); turn++) {
            if (turn < turnsA.size())
                text.append("\n═══ turn ").append(turn + 1).append(" · ").append(nameA).append('\n')
                        .append(segments(a, turnsA.get(turn)));
            if (turn < turnsB.size())
                text.append("\n═══ turn ").append(turn + 1).append(" · ").append(nameB).append('\n')
                        .append(segments(b, turnsB.get(turn)));
        }
        return plain(text.toString()).stripTrailing();
    }

    private static String heading(Trace trace) {
        var trajectory = trace.trajectory();
        return "problem  " + trajectory.problem().question() + "\ntarget   " + trajectory.problem().answer() + "\nanswer   "
                + Objects.requireNonNullElse(trace.reward().answer(), "none") + (trace.reward().correct() ? " ✓ " : " ✗ ")
                + trace.reward().reason() + "\nreward   " + Figures.decimal(trace.reward().reward()) + "\nstop     "
                + lower(trajectory.stop().name()) + "\n";
    }

    private static String outcome(Trace trace) {
        return "answer " + Objects.requireNonNullElse(trace.reward().answer(), "none") + (trace.reward().correct() ? " ✓" : " ✗") + ", "
                + trace.trajectory().length() + " tokens, " + trace.trajectory().calls().size() + " code blocks, "
                + lower(trace.trajectory().stop().name()) + " (" + trace.trajectory().id() + ")";
    }

    private static String segments(Trace trace, List<Segment> some) {
        var trajectory = trace.trajectory();
        var text = new StringBuilder();
        for (var segment : some) {
            int block = trajectory.call(segment);
            text.append("\n── ").append(lower(segment.kind().name()));
            if (block > 0) {
                var result = trajectory.calls().get(block - 1).result();
                text.append(segment.kind() == Span.Kind.CODE ? " " : ", call ").append(block).append(result == null
                        ? " · malformed"
                        : " · %s · exit %d · %.2f s".formatted(lower(result.status().name()), result.exitCode(), result.wallSeconds()));
            }
            text.append(" · ").append(segment.end() - segment.begin()).append(" tokens\n").append(segment.text().strip()).append('\n');
        }
        return text.toString();
    }

    private static String plain(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(character -> out.appendCodePoint(character != '\n' && character != '\t'
                && (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT) ? '\ufffd' : character));
        return out.toString();
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
