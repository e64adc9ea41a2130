package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.ExecutionResult.Status;
import org.junit.jupiter.api.Test;

class InterpreterOutputTest {
    private static final String TRACEBACK = "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nNameError: name 'x' is not defined\n";

    private static ExecutionResult result(Status status, String stdout, String stderr) {
        return new ExecutionResult(status, stdout, stderr, status == Status.FINISHED ? 0 : 1, 0.1, 0.1);
    }

    private static String shown(Status status, String stdout, String stderr) {
        return InterpreterOutput.DEFAULT.render(result(status, stdout, stderr));
    }

    @Test
    void aFinishedProgramShowsItsStdout() {
        assertThat(shown(Status.FINISHED, "1\n2\n\n", "a warning")).isEqualTo("1\n2");
    }

    @Test
    void anErrorShowsItsLastLineOrTheTraceback() {
        assertThat(shown(Status.ERROR, "1\n", TRACEBACK)).isEqualTo("NameError: name 'x' is not defined");
        var whole = new InterpreterOutput(InterpreterOutput.Errors.TRACEBACK, 400);
        assertThat(whole.render(result(Status.ERROR, "", TRACEBACK))).isEqualTo(TRACEBACK.strip());
    }

    @Test
    void everyOtherEndHasAMessage() {
        assertThat(shown(Status.FINISHED, " \n", "")).isEqualTo("[nothing was printed]");
        assertThat(shown(Status.ERROR, "", "")).isEqualTo("[exit code 1]");
        assertThat(shown(Status.TIME_LIMIT, "", "")).isEqualTo("[time limit]");
        assertThat(shown(Status.MEMORY_LIMIT, "1\n", "")).isEqualTo("1\n[memory limit]");
        assertThat(shown(Status.OUTPUT_LIMIT, "", "")).isEqualTo("[output limit]");
        assertThat(shown(Status.CRASHED, "", "")).isEqualTo("[crashed]");
    }

    @Test
    void longOutputKeepsBothEnds() {
        var output = shown(Status.FINISHED, "a".repeat(300) + "b".repeat(300), "");
        assertThat(output).isEqualTo("a".repeat(200) + "..." + "b".repeat(200));
        assertThat(shown(Status.FINISHED, "c".repeat(400), "")).hasSize(400);
    }

    @Test
    void aCharacterIsNeverCutInTwo() {
        var cut = new InterpreterOutput(InterpreterOutput.Errors.LAST_LINE, 16).cut("x" + "😀".repeat(20));
        assertThat(cut.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
        assertThat(cut).startsWith("x😀").endsWith("😀");
    }
}
