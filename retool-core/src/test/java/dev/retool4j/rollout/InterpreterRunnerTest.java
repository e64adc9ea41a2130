package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.Execution;
import dev.retool4j.sandbox.InterpreterException;
import org.junit.jupiter.api.Test;

class InterpreterRunnerTest {
    @Test
    void outputIsWhatARolloutWouldShow() {
        var fake = FakeInterpreter.giving(code -> code.equals("good")
                ? FakeInterpreter.finished("42\n")
                : FakeInterpreter.failed("Traceback\nNameError: name 'x' is not defined\n"));
        var runner = InterpreterRunner.of(fake, RolloutOptions.DEFAULT);
        assertThat(runner.run("good")).isEqualTo(new Execution(true, "42"));
        assertThat(runner.run("bad")).isEqualTo(new Execution(false, "NameError: name 'x' is not defined"));
        assertThat(runner.output()).isEqualTo(InterpreterOutput.DEFAULT);
    }

    @Test
    void aFailureOfTheSandboxIsNoResult() {
        var broken = FakeInterpreter.giving(code -> {
            throw new InterpreterException("worker died");
        });
        assertThatThrownBy(() -> InterpreterRunner.of(broken, RolloutOptions.DEFAULT).run("x")).isInstanceOf(InterpreterException.class)
                .hasMessage("worker died");
    }
}
