package dev.retool4j.web.dashboard;

import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Trajectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// When a trajectory was generated and when it waited for the interpreter.
final class Timeline {
    private Timeline() {}

    /// Spans in order, each with `kind` (`generate` or `interpreter`), `begin` and `seconds`, from the trajectory's start to its end; empty
    /// where the beginning of a call was not measured.
    static List<Map<String, Object>> of(Trajectory trajectory) {
        if (!(trajectory.seconds() > 0) || trajectory.calls().stream().anyMatch(call -> call.begin() == null)) return List.of();
        var spans = new ArrayList<Map<String, Object>>();
        double at = 0;
        for (InterpreterCall call : trajectory.calls()) {
            double begin = Objects.requireNonNull(call.begin(), "checked above");
            add(spans, "generate", at, begin);
            add(spans, "interpreter", begin, begin + call.seconds());
            at = begin + call.seconds();
        }
        add(spans, "generate", at, trajectory.seconds());
        return spans;
    }

    private static void add(List<Map<String, Object>> spans, String kind, double begin, double end) {
        if (end > begin) spans.add(Map.of("kind", kind, "begin", begin, "seconds", end - begin));
    }
}
