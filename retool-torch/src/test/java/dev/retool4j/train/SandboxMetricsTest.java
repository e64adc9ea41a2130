package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SandboxMetricsTest {
    private static InterpreterCall call(@Nullable Status status, String stderr) {
        var result = status == null ? null : new ExecutionResult(status, "", stderr, status == Status.FINISHED ? 0 : 1, 0.1, 0.1);
        return new InterpreterCall(0, "x", result, "", 0, 0.1);
    }

    private static Scored response(InterpreterCall... calls) {
        return new Scored(new Trajectory("t", new Problem("p", "q", "1"), 0, new int[1], new int[0], List.of(), new float[0], new float[0],
                List.of(calls), StopReason.ANSWERED, 1), new Reward(1, true, "1", "equal"));
    }

    @Test
    void failuresAreSharesOfAllBlocksByKind() {
        var metrics = SandboxMetrics.of(
                List.of(response(call(Status.FINISHED, ""), call(Status.ERROR, "NameError: name 'x' is not defined")),
                        response(call(Status.TIME_LIMIT, "")), response(), response(call(null, ""), call(Status.ERROR, "MyOwnError: no"))),
                2);
        assertThat(metrics)
                .isEqualTo(Map.of("speed/sandbox_runs_per_second", 2.0, "sandbox/error/NameError", 0.2, "sandbox/error/TimeLimit",
                        0.2, "sandbox/error/Malformed", 0.2, "sandbox/error/other", 0.2));
    }

    @Test
    void withoutCodeThereIsNothingToSay() {
        assertThat(SandboxMetrics.of(List.of(response()), 2)).isEmpty();
    }
}
