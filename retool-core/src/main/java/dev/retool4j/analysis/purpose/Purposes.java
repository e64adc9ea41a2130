package dev.retool4j.analysis.purpose;

import dev.retool4j.data.Span;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Trajectory;
import java.util.ArrayList;
import java.util.List;

/// Says what the code blocks of a trajectory are for.
public final class Purposes {
    private Purposes() {}

    /// A block as it stands in its response.
    ///
    /// @param before       what the policy wrote between the block before and this one
    /// @param number       among the blocks of its response, from 1
    /// @param afterFailure whether the block directly before failed
    public record Written(String code, String before, int number, boolean afterFailure) {}

    /// The blocks of a trajectory: one for each interpreter call, in order.
    public static List<Written> written(Trajectory trajectory) {
        var blocks = new ArrayList<Written>();
        int from = 0;
        boolean failed = false;
        for (InterpreterCall call : trajectory.calls()) {
            blocks.add(new Written(call.code(), text(trajectory, from, call.token()), blocks.size() + 1, failed));
            failed = !call.succeeded();
            from = call.token();
        }
        return blocks;
    }

    /// The purpose of each of them by the rules.
    ///
    /// @throws java.io.UncheckedIOException where Python cannot be started
    public static List<Purpose> of(Trajectory trajectory, PythonSyntax python) {
        return written(trajectory).stream().map(block -> of(block, python)).toList();
    }

    /// The purpose of one of them by the rules.
    public static Purpose of(Written block, PythonSyntax python) {
        return of(block.code, block.before, block.number, block.afterFailure, python);
    }

    /// The purpose of one block.
    ///
    /// @param before       what the policy wrote between the block before and this one
    /// @param number       among the blocks of its response, from 1
    /// @param afterFailure whether the block directly before failed
    public static Purpose of(String code, String before, int number, boolean afterFailure, PythonSyntax python) {
        return Purpose.of(Block.of(python.of(code), before, number, afterFailure));
    }

    private static String text(Trajectory trajectory, int from, int to) {
        var text = new StringBuilder();
        for (var segment : trajectory.segments())
            if (segment.kind() == Span.Kind.TEXT && segment.begin() >= from && segment.begin() < to) text.append(segment.text());
        return text.toString();
    }
}
