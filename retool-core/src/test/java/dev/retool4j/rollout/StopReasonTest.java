package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span.Kind;
import dev.retool4j.sandbox.InterpreterException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each stop reason, reached by the shortest way to it.
class StopReasonTest {
    private static final RolloutOptions OPTIONS = RolloutOptions.DEFAULT.withPrompt("demo");
    private static final List<String> LOOP = List.of("<code>", "print(1)", "</code>", "<code>", "print(2)", "</code>", "<answer>", "3",
            "</answer>");

    private final TinyTokenizer tokenizer = TinyTokenizer.withTags();
    private final FakeInterpreter interpreter = FakeInterpreter.printing(code -> "7\n");

    @ParameterizedTest
    @EnumSource
    void everyStopReasonIsReached(StopReason reason) {
        var options = OPTIONS;
        var trajectory = switch (reason) {
            case ANSWERED -> run(LOOP, interpreter, options);
            case END_OF_TEXT -> run(List.of("I do not know.", TinyTokenizer.END), interpreter, options);
            case TURN_LENGTH -> run(List.of("a", "b", "c", "d"), interpreter, options.withTokens(100, 3));
            case RESPONSE_LENGTH -> run(List.of("a", "b", "c", "d"), interpreter, options.withTokens(3, 100));
            case CODE_CALL_LIMIT -> run(LOOP, interpreter, options.withCodeCalls(1));
            case MALFORMED_CALL -> run(List.of("<code>", "</code>", "x"), interpreter,
                    options.withChat(ChatOptions.DEFAULT.withMalformed(ToolProtocol.Malformed.END)));
            case INTERPRETER_OUTPUT_TOO_LONG -> run(LOOP, FakeInterpreter.printing(code -> "x".repeat(350)), options.withTokens(300, 300));
            case INTERPRETER_FAILURE -> run(LOOP, FakeInterpreter.giving(code -> {
                throw new InterpreterException("worker 3 died");
            }), options);
            case ENGINE_FAILURE -> run(List.of("thinking", ScriptedEngine.FAIL), interpreter, options);
            case TIME_OUT -> run(List.of("thinking", ScriptedEngine.HANG), interpreter, options.withTrajectorySeconds(0.01));
            case ABORTED -> {
                var engine = new ScriptedEngine(tokenizer, (prompt, seed) -> LOOP);
                var rollout = new InterleavedRollout(engine, interpreter, options);
                rollout.cancel();
                yield rollout.collect(List.of(new Problem("p", "?", "3")), 1, 0, "t").getFirst();
            }
        };
        assertThat(trajectory.stop()).isEqualTo(reason);
        int end = trajectory.segments().isEmpty() ? 0 : trajectory.segments().getLast().end();
        assertThat(end).isEqualTo(trajectory.length());
        assertThat(reason.scorable())
                .isEqualTo(!List.of(StopReason.INTERPRETER_FAILURE, StopReason.ENGINE_FAILURE, StopReason.ABORTED).contains(reason));
    }

    @ParameterizedTest
    @EnumSource(names = {"TURN_LENGTH", "RESPONSE_LENGTH"})
    void lengthLimitsAreExact(StopReason reason) {
        var options = reason == StopReason.TURN_LENGTH
                ? OPTIONS.withTokens(100, 3)
                : OPTIONS.withTokens(3, 100);
        assertThat(run(List.of("a", "b", "c", "d"), interpreter, options).length()).isEqualTo(3);
    }

    @Test
    void theEnginesContextLimitsTheResponseToo() {
        var engine = new ScriptedEngine(tokenizer, (prompt, seed) -> List.of("a", "b", "c", "d", "e"), false, 8, Runnable::run);
        var trajectory = run(engine, interpreter, OPTIONS);
        assertThat(trajectory.stop()).isEqualTo(StopReason.RESPONSE_LENGTH);
        assertThat(trajectory.prompt().length + trajectory.length()).isEqualTo(8);
    }

    @Test
    void outputThatDoesNotFitIsRecordedButNotAppended() {
        var engine = new ScriptedEngine(tokenizer, (prompt, seed) -> LOOP);
        var trajectory = run(engine, FakeInterpreter.printing(code -> "x".repeat(350)), OPTIONS.withTokens(300, 300));
        assertThat(trajectory.calls()).hasSize(1);
        assertThat(trajectory.segments()).extracting(Segment::kind).containsExactly(Kind.CODE);
        assertThat(engine.appended).isEmpty();
    }

    @Test
    void theBlockOverTheLimitDoesNotRun() {
        var trajectory = run(LOOP, interpreter, OPTIONS.withCodeCalls(1));
        assertThat(interpreter.ran()).containsExactly("print(1)");
        assertThat(trajectory.segments()).extracting(Segment::kind).containsExactly(Kind.CODE, Kind.INTERPRETER, Kind.CODE);
    }

    @Test
    void theTimeLimitHoldsWhileCodeRunsToo() {
        var stuck = new FakeInterpreter(code -> FakeInterpreter.finished(""), task -> {}, new CopyOnWriteArrayList<>());
        var trajectory = run(LOOP, stuck, OPTIONS.withTrajectorySeconds(0.01));
        assertThat(trajectory.stop()).isEqualTo(StopReason.TIME_OUT);
        assertThat(trajectory.calls()).isEmpty();
    }

    private Trajectory run(List<String> pieces, FakeInterpreter interpreter, RolloutOptions options) {
        return run(new ScriptedEngine(tokenizer, (prompt, seed) -> pieces), interpreter, options);
    }

    private static Trajectory run(ScriptedEngine engine, FakeInterpreter interpreter, RolloutOptions options) {
        var rollout = new InterleavedRollout(engine, interpreter, options);
        return rollout.collect(List.of(new Problem("p", "?", "3")), 1, 0, "t").getFirst();
    }
}
