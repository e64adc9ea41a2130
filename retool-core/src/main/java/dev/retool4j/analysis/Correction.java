package dev.retool4j.analysis;

import dev.retool4j.rollout.InterpreterCall;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// A self-correction: a code block that failed, and the next one that succeeded in the same response.
///
/// @param block  the first that failed since one succeeded, counted from 1
/// @param mended the one that succeeded, counted from 1
/// @param error  what kind of failure that first one was; see [#error]
public record Correction(int block, int mended, String error) {
    private static final Pattern EXCEPTION = Pattern.compile("(?:[A-Za-z_][A-Za-z_0-9]*\\.)*([A-Z][A-Za-z_0-9]*)(?::.*)?");

    /// Those of a response, in order.
    public static List<Correction> of(List<InterpreterCall> calls) {
        var corrections = new ArrayList<Correction>();
        int failed = 0;
        for (int number = 1; number <= calls.size(); number++) {
            if (!calls.get(number - 1).succeeded()) {
                if (failed == 0) failed = number;
                continue;
            }
            if (failed > 0) corrections.add(new Correction(failed, number, error(calls.get(failed - 1))));
            failed = 0;
        }
        return corrections;
    }

    /// What kind of failure a block was: the exception's name (`NameError`), or `Malformed`, `TimeLimit`, `MemoryLimit`, `OutputLimit`,
    /// `Crashed`, or `Error` where the program ended badly without an exception.
    public static String error(InterpreterCall call) {
        if (call.result() == null) return "Malformed";
        return switch (call.result().status()) {
            case TIME_LIMIT -> "TimeLimit";
            case MEMORY_LIMIT -> "MemoryLimit";
            case OUTPUT_LIMIT -> "OutputLimit";
            case CRASHED -> "Crashed";
            case FINISHED, ERROR -> exception(call.result().stderr());
        };
    }

    /// The name in the last line that has the form of one.
    private static String exception(String traceback) {
        for (var line : traceback.lines().toList().reversed()) {
            var name = EXCEPTION.matcher(line);
            if (name.matches()) return name.group(1);
        }
        return "Error";
    }
}
