package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void equalAnswersExitWith0AndOthersWith1() {
        var equal = Invocation.of("verify", "\\frac{1}{2}", "0.5");
        assertThat(equal.code()).isZero();
        assertThat(equal.out()).startsWith("EQUAL");
        var other = Invocation.of("verify", "--", "5", "-5");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.out()).startsWith("DIFFERENT");
    }

    @Test
    void explainShowsWhatWasRead() {
        assertThat(Invocation.of("verify", "x+1", "\\sin x", "--explain").out()).contains("gold     (x + 1)", "answer   sin(x)",
                "verdict  DIFFERENT");
        assertThat(Invocation.of("verify", "x+1", "1+x", "--explain", "--json").out()).contains("\"verdict\":\"EQUAL\"",
                "\"gold\":\"(x + 1)\"");
    }

    @Test
    void pairsAreCountedAndTheLastLineIsJson() throws IOException {
        var file = Files.writeString(folder.resolve("pairs.jsonl"), """
                {"gold": "1/2", "prediction": "\\\\boxed{0.5}", "equivalent": true}
                {"gold": "1", "prediction": "2", "equivalent": false}
                {"gold": "7", "prediction": "\\\\oops", "equivalent": true}
                """);
        var run = Invocation.of("verify", "--pairs", file.toString(), "--json");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().toList().getLast())
                .isEqualTo("{\"cases\":3,\"accuracy\":0.666667,\"false_positives\":0,\"false_negatives\":1,\"undecided\":1}");
        assertThat(Invocation.of("verify", "--pairs", file.toString()).out()).contains("3 pairs, 66.67% right", "unknown command '\\oops'");
    }

    @Test
    void wrongUseAndBrokenRowsSayWhatToDo() throws IOException {
        assertThat(Invocation.of("verify", "1").err()).contains("two answers are needed, got 1");
        var file = Files.writeString(folder.resolve("pairs.jsonl"), "{\"gold\": 1}\n");
        var run = Invocation.of("verify", "--pairs", file.toString());
        assertThat(run.code()).isNotZero();
        assertThat(run.err()).contains("pairs.jsonl:1").contains("'prediction' is missing");
    }
}
