package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Console console(Terminal terminal, boolean quiet) {
        return new Console(new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8), terminal,
                true,
                quiet);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void resultsGoToStdoutAndTalkToStderr() {
        var console = console(Terminal.NONE, false);
        console.result("42");
        console.line("working");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("42\n");
        assertThat(err()).isEqualTo("working\n");
    }

    @Test
    void withoutATerminalThereIsNoLiveLineAndNoColour() {
        var console = console(Terminal.NONE, false);
        console.status("step 1");
        console.warn("84% of groups have equal rewards");
        assertThat(console.isLive()).isFalse();
        assertThat(err()).isEqualTo("warning: 84% of groups have equal rewards\n");
    }

    @Test
    void theLiveLineStaysBelowWhatIsSaid() {
        var console = console(new Terminal(true, true, false, 40), false);
        console.status("step 1");
        console.line("a sample");
        console.status("");
        assertThat(err()).isEqualTo("step 1\r\u001b[Ka sample\nstep 1\r\u001b[K");
    }

    @Test
    void theLiveLineIsOneLineHoweverLongItsText() {
        console(new Terminal(true, true, false, 40), false).status("x\ny\u001b[31m" + "z".repeat(100));
        assertThat(err()).doesNotContain("\n").doesNotContain("\u001b[31m").hasSize(39);
    }

    @Test
    void whenQuietOnlyWarningsAreShown() {
        var console = console(new Terminal(true, true, false, 40), true);
        console.line("working");
        console.status("step 1");
        console.box(new Box("title", java.util.List.of()));
        assertThat(err()).isEmpty();
        console.warn("odd");
        assertThat(err()).isEqualTo("warning: odd\n");
    }
}
