package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.ChatTemplate;
import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.data.Problem;
import dev.retool4j.sandbox.ExecutionResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The loop of the evaluation that ReTool's authors released, as far as text tells it.
class RetoolEvaluationRolloutTest {
    private static final ChatTemplate TEMPLATE = new ChatTemplate("<|user|>{{ messages[0].content }}<|end|><|assistant|>", Map.of());
    private static final RolloutOptions OPTIONS = RolloutOptions.DEFAULT.withPrompt("verl")
            .withChat(ChatOptions.DEFAULT.withProtocol(ToolProtocol.Kind.RETOOL));

    private final TinyTokenizer tokenizer = new TinyTokenizer(List.of(TinyTokenizer.END, "<|user|>", "<|assistant|>"), TEMPLATE);

    private Trajectory run(FakeInterpreter interpreter, String... pieces) {
        var engine = new ScriptedEngine(tokenizer, (prompt, seed) -> List.of(pieces));
        return new InterleavedRollout(engine, interpreter, OPTIONS).collect(List.of(new Problem("p", "6*7?", "42")), 1, 0, "t").getFirst();
    }

    private String response(ExecutionResult result, String... pieces) {
        return run(FakeInterpreter.giving(code -> result), pieces).response();
    }

    @Test
    void outputIsFramedAsTheirsAndOnlyEndOfTextEndsTheResponse() {
        var interpreter = FakeInterpreter.printing(code -> "\n 42 \n");
        var trajectory = run(interpreter, "So <code>\n```python\nprint(6*7)\n```\n</code>", "Hm <answer>\n\\boxed{41}\n</answer> no, ",
                "<answer>\n\\boxed{42}\n</answer>", TinyTokenizer.END);
        assertThat(trajectory.response()).isEqualTo("So <code>\n```python\nprint(6*7)\n```\n</code>\n<interpreter>\n42</interpreter>\n\n"
                + "Hm <answer>\n\\boxed{41}\n</answer> no, <answer>\n\\boxed{42}\n</answer><|end|>");
        assertThat(interpreter.ran()).containsExactly("print(6*7)");
        assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWERED);
    }

    @Test
    void theProgramIsWhatFollowsTheLastFence() {
        var interpreter = FakeInterpreter.printing(code -> "1");
        run(interpreter, "```python\nx\n``` or ```python\nprint('```')</code>", "print(3)</code>", "```python```</code>");
        assertThat(interpreter.ran()).containsExactly("print('')", "print(3)");
    }

    @Test
    void aLineFeedThatCameWithTheTagIsNotInsertedAgain() {
        assertThat(response(FakeInterpreter.finished("1"), "```python\nprint(1)\n```\n</code>\n", "x"))
                .contains("</code>\n<interpreter>\n1<");
    }

    @Test
    void errorsTimeOutsAndSilenceAreShownAsTheirExecutorShowsThem() {
        assertThat(response(FakeInterpreter.failed("Traceback\nNameError: name 'x' is not defined\n"), "x</code>"))
                .contains("<interpreter>\nNameError: name 'x' is not defined</interpreter>\n\n");
        assertThat(response(new ExecutionResult(ExecutionResult.Status.TIME_LIMIT, "partial", "", 137, 5, 5), "x</code>"))
                .contains("<interpreter>\nTimeout Error</interpreter>");
        assertThat(response(FakeInterpreter.finished("\n"), "x</code>")).contains("\nTypeError: expected string or buffer<");
        assertThat(response(FakeInterpreter.finished("9".repeat(500)), "x</code>"))
                .contains("\n" + "9".repeat(200) + "..." + "9".repeat(200) + "<");
        assertThat(response(FakeInterpreter.finished("1"), "```python\n```</code>")).contains("<interpreter>\nNone</interpreter>");
    }
}
