package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.Problem;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContaminatedTest {
    private static final Problem OWN = new Problem("own", "How many primes lie between 20 and 50?", "7");
    private static final Problem COPY = new Problem("copy", "Find the sum of all integers from 3 to 19.", "187");
    private static final List<Problem> EVALUATION = List.of(new Problem("e", "Find the sum of all integers from $3$ to $19$.", "187"));
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), Terminal.NONE, false,
            false);

    @Test
    void aWarningChangesNothing() {
        assertThat(Contaminated.WARN.apply(List.of(OWN, COPY), EVALUATION, console)).containsExactly(OWN, COPY);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("warning: 1 of 2 training problems hold 1 of the 1 evaluation problems\n")
                .contains("contamination=remove").contains("retool data check");
    }

    @Test
    void removingKeepsTheRestAndSaysSo() {
        assertThat(Contaminated.REMOVE.apply(List.of(OWN, COPY), EVALUATION, console)).containsExactly(OWN);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("1 of 2 training problems").contains("left out");
        assertThatThrownBy(() -> Contaminated.REMOVE.apply(List.of(COPY), EVALUATION, console)).isInstanceOf(CommandFailure.class)
                .hasMessageContaining("every training problem");
    }

    @Test
    void nothingIsSaidWhereNothingIsFoundOrWanted() {
        assertThat(Contaminated.WARN.apply(List.of(OWN), EVALUATION, console)).containsExactly(OWN);
        assertThat(Contaminated.IGNORE.apply(List.of(COPY), EVALUATION, console)).containsExactly(COPY);
        assertThat(err.size()).isZero();
    }
}
