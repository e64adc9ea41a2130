package dev.retool4j.analysis;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.sandbox.ExecutionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Small trajectories for tests, written segment by segment; every token is one character long for the test's purpose.
public final class TestResponse {
    private final List<Segment> segments = new ArrayList<>();
    private final List<InterpreterCall> calls = new ArrayList<>();
    private StopReason stop = StopReason.ANSWERED;
    private int length;

    public static TestResponse response() {
        return new TestResponse();
    }

    private TestResponse add(Span.Kind kind, String text, int tokens) {
        segments.add(new Segment(kind, length, length + tokens, text));
        length += tokens;
        return this;
    }

    public TestResponse text(String text, int tokens) {
        return add(Span.Kind.TEXT, text, tokens);
    }

    /// A block with the interpreter's output after it; a null status stands for a malformed block.
    public TestResponse block(String code, int tokens, ExecutionResult.@Nullable Status status, String output, int outputTokens) {
        boolean fine = status == ExecutionResult.Status.FINISHED;
        var result = status == null ? null : new ExecutionResult(status, fine ? output : "", fine ? "" : output, fine ? 0 : 1, 0.01, 0.01);
        calls.add(new InterpreterCall(length, code, result, output, 0.012));
        add(Span.Kind.CODE, "<code>\n```python\n" + code + "\n```\n</code>", tokens);
        return add(Span.Kind.INTERPRETER, "\n<interpreter>\n" + output + "\n</interpreter>\n", outputTokens);
    }

    public TestResponse passing(int tokens) {
        return block("print(1)", tokens, ExecutionResult.Status.FINISHED, "1", 3);
    }

    public TestResponse failing(int tokens) {
        return block("print(x)", tokens, ExecutionResult.Status.ERROR, "NameError: name 'x' is not defined", 7);
    }

    public TestResponse answer(String answer, int tokens) {
        return add(Span.Kind.ANSWER, "<answer>\\boxed{" + answer + "}</answer>", tokens);
    }

    public TestResponse stop(StopReason reason) {
        stop = reason;
        return this;
    }

    public Trajectory trajectory(String id, Problem problem, int sample) {
        var tokens = new int[length];
        for (int i = 0; i < length; i++)
            tokens[i] = i % 700;
        return new Trajectory(id, problem, sample, new int[]{1, 2, 3}, tokens, segments, new float[length], new float[0], calls, stop, 0.5);
    }

    public Scored scored(Problem problem, @Nullable String answer) {
        boolean correct = problem.answer().equals(answer);
        var reward = new Reward(correct ? 1 : -1, correct, answer, answer == null ? "no answer" : correct ? "equal" : "different");
        return new Scored(trajectory(problem.id() + "-" + System.identityHashCode(this), problem, 0), reward);
    }

    public static Problem problem(String id, String answer) {
        return new Problem(id, "What is " + id + "?", answer, Map.of());
    }

    public static Problem problem(String id, String answer, String family, String level) {
        return new Problem(id, "What is " + id + "?", answer, Map.of("family", family, "level", level));
    }
}
