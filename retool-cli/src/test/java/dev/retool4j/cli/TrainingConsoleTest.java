package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span.Kind;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.MetricNames;
import dev.retool4j.sandbox.ExecutionResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainingConsoleTest {
    @Test
    void aStepIsOneLine() {
        var figures = Map.of(MetricNames.REWARD_MEAN, 0.412, MetricNames.RESPONSE_LENGTH, 1204.4, MetricNames.CODE_RATIO, 0.93,
                MetricNames.CODE_PASS_RATE, 0.884, MetricNames.ACTOR_KL, 0.0123, MetricNames.ACTOR_CLIP_FRACTION, 0.03,
                MetricNames.TIME_STEP, 54.0,
                MetricNames.TIME_ROLLOUT, 31.0, MetricNames.TIME_UPDATE, 15.2);
        assertThat(StepLine.of(128, 400, figures, 0.3, 14520)).isEqualTo(
                "step 128/400  reward 0.41 ▲  len 1 204  code 93%  pass 88%  kl 0.012  clip 3%  54s (rollout 31s update 15s)  left 4h02m");
    }

    @Test
    void whatWasNotLoggedIsLeftOut() {
        assertThat(StepLine.of(1, 9, Map.of(MetricNames.SFT_LOSS, 2.5, MetricNames.ACTOR_KL, Double.NaN), null, Double.NaN))
                .isEqualTo("step 1/9  loss 2.500");
    }

    @Test
    void codeIsFoldedAndHowItEndedIsShown() {
        var failed = new ExecutionResult(ExecutionResult.Status.ERROR, "", "Traceback …\nNameError: name 'greedy' is not defined\n", 1, 0,
                0);
        var stopped = new ExecutionResult(ExecutionResult.Status.TIME_LIMIT, "", "", 137, 5, 5);
        var fine = new ExecutionResult(ExecutionResult.Status.FINISHED, "610\n", "", 0, 0, 0);
        var segments = List.of(new Segment(Kind.TEXT, 0, 2, "Let me\nwrite code\u001b[31m"), new Segment(Kind.CODE, 2, 5, "<code>…</code>"),
                new Segment(Kind.INTERPRETER, 5, 6, "…"), new Segment(Kind.CODE, 6, 7, "<code>…</code>"),
                new Segment(Kind.INTERPRETER, 7, 8, "…"), new Segment(Kind.CODE, 8, 9, "<code>…</code>"),
                new Segment(Kind.INTERPRETER, 9, 10, "…"), new Segment(Kind.ANSWER, 10, 12, "<answer>\\boxed{610}</answer>"));
        var calls = List.of(new InterpreterCall(2, "a\n\nb", failed, "…", 0), new InterpreterCall(6, "a", stopped, "…", 0),
                new InterpreterCall(8, "a", fine, "…", 0));
        var trajectory = new Trajectory("t-1", new Problem("p", "Find the number of N.", "610"), 0, new int[3], new int[12], segments,
                new float[12],
                new float[0], calls, StopReason.ANSWERED, 1.5);
        var box = SampleBox.of("step 3 · sample", trajectory, new Reward(1, true, "610", "equal"), 0.833);
        assertThat(box.rows()).extracting(Box.Row::text).containsExactly("Find the number of N.",
                "Let me write code[31m ⟨code 2 lines ✗ NameError⟩ ⟨code 1 line ✗ time limit⟩ ⟨code 1 line ✓⟩ \\boxed{610}",
                "reward 1.00   advantage 0.83   turns 4   tokens 12   answer 610 = 610   answered");
    }

    @Test
    void durationsAreShort() {
        assertThat(List.of(0.26, 9.96, 59.4, 200.0, 14520.0)).map(Figures::duration).containsExactly("0.3s", "10s", "59s", "3m20s",
                "4h02m");
    }
}
