package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.Problem;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Programs of one response share their state only where that was asked for, and never with another response.
class SessionRolloutTest {
    private static final RolloutOptions OPTIONS = RolloutOptions.DEFAULT.withPrompt("demo").withTokens(400, 400);
    private static final List<Problem> PROBLEMS = IntStream.range(0, 6).mapToObj(i -> new Problem("p" + i, i + "?", "1")).toList();

    private static List<Trajectory> write(LocalInterpreter interpreter, RolloutOptions options) {
        var engine = new ScriptedEngine(new TinyTokenizer(List.of()),
                (prompt, seed) -> List.of("<code>```python\nx = 41\n```</code>", "<code>```python\nx += 1\nprint(x)\n```</code>", "done"));
        return new InterleavedRollout(engine, interpreter, options).collect(PROBLEMS, 2, 0, "t");
    }

    @Test
    void stateLivesAsLongAsTheTrajectory() {
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false),
                System.out::println)) {
            assertThat(write(interpreter, OPTIONS.withSessions(true))).hasSize(12)
                    .allSatisfy(trajectory -> assertThat(trajectory.calls()).extracting(InterpreterCall::output)
                            .containsExactly("[nothing was printed]", "42"));
            assertThat(write(interpreter, OPTIONS)).hasSize(12)
                    .allSatisfy(trajectory -> assertThat(trajectory.calls().getLast().output()).contains("NameError"));
        }
    }

    @Test
    void anInterpreterWithoutSessionsIsRefusedAtOnce() {
        assertThatThrownBy(() -> new InterleavedRollout(new ScriptedEngine(new TinyTokenizer(List.of()), (prompt, seed) -> List.of()),
                FakeInterpreter.printing(code -> ""), OPTIONS.withSessions(true))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rollout.sessions needs the local interpreter");
    }
}
