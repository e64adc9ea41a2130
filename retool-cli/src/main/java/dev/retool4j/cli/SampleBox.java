package dev.retool4j.cli;

import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A trajectory in a few lines: the problem, the reply with its code blocks folded, what it earned.
///
/// ```
/// reply    Let me write code … ⟨code 14 lines ✗ NameError⟩ Oops … ⟨code 9 lines ✓⟩ ⟨answer 610⟩
/// ```
final class SampleBox {
    private static final int TEXT = 60;

    private SampleBox() {}

    /// @param reward    null where the trajectory was left out of scoring
    /// @param advantage mean over its tokens; null if unknown
    static Box of(String title, Trajectory trajectory, @Nullable Reward reward, @Nullable Double advantage) {
        return new Box(title, List.of(new Box.Row("problem", Columns.singleLine(trajectory.problem().question()), 2),
                new Box.Row("reply", reply(trajectory), 4), new Box.Row("", figures(trajectory, reward, advantage), 2)));
    }

    private static String reply(Trajectory trajectory) {
        var parts = new ArrayList<String>();
        for (var segment : trajectory.segments()) {
            switch (segment.kind()) {
                case TEXT -> parts.add(Columns.cut(Columns.singleLine(segment.text()), TEXT));
                case CODE -> parts.add(code(call(trajectory, segment), segment));
                case ANSWER -> parts.add(Columns.cut(Columns.singleLine(segment.text().replaceAll("</?answer>", "")), TEXT));
                case INTERPRETER -> {
                }
            }
        }
        return String.join(" ", parts).strip();
    }

    private static @Nullable InterpreterCall call(Trajectory trajectory, Segment segment) {
        return trajectory.calls().stream().filter(call -> call.token() >= segment.begin() && call.token() < segment.end()).findFirst()
                .orElse(null);
    }

    private static String code(@Nullable InterpreterCall call, Segment segment) {
        if (call == null) return "⟨code, not run⟩";
        if (call.result() == null) return "⟨no code ✗⟩";
        var lines = call.lines() == 1 ? "1 line" : call.lines() + " lines";
        return "⟨code " + lines + (call.succeeded() ? " ✓⟩" : " ✗ " + error(call) + "⟩");
    }

    /// The name of the error: the last line of a traceback up to its colon, or how the sandbox ended the program.
    private static String error(InterpreterCall call) {
        var result = call.result();
        if (result == null) return "no code";
        var last = result.stderr().strip().lines().reduce((first, second) -> second).orElse("");
        var name = last.contains(":") ? last.substring(0, last.indexOf(':')) : last;
        return name.matches("[A-Za-z_.]{1,60}") ? name : result.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String figures(Trajectory trajectory, @Nullable Reward reward, @Nullable Double advantage) {
        var parts = new ArrayList<String>();
        if (reward != null) parts.add("reward " + Figures.decimal(reward.reward()));
        if (advantage != null) parts.add("advantage " + Figures.decimal(advantage));
        parts.add("turns " + trajectory.turns());
        parts.add("tokens " + Figures.count(trajectory.length()));
        if (reward != null && reward.answer() != null)
            parts.add("answer " + Columns.cut(Columns.singleLine(reward.answer()), 30) + (reward.correct() ? " = " : " ≠ ")
                    + Columns.cut(Columns.singleLine(trajectory.problem().answer()), 30));
        parts.add(trajectory.stop().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        return String.join("   ", parts);
    }
}
