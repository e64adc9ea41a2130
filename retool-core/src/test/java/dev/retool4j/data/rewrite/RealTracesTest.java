package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.data.RealData;
import dev.retool4j.data.teacher.StopSignal;
import dev.retool4j.reward.Equivalence;
import dev.retool4j.rollout.InterpreterRunner;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Traces with tools of other projects, re-executed and brought to our form; docs/cold-start.md shows the figures, which this prints.
class RealTracesTest {

    @ParameterizedTest
    @CsvSource({"tora_examples.jsonl, 30", "tora_code_34b_gsm8k_outputs.jsonl, 1319", "mathcoder_cl34b_gsm8k_correct.jsonl, 1084",
        "mathcoder_l7b_math_correct.jsonl, 1179"})
    void tracesOfOtherProjectsGoThroughTheSameStages(String file, int size) throws Exception {
        var rows = ToolRows.read(RealData.file("traces/" + file));
        assertThat(rows).hasSize(size);
        var statistics = new RewriteStatistics();
        Map<String, Integer> details = new HashMap<>();
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT, text -> {})) {
            var runner = new InterpreterRunner(interpreter, Limits.DEFAULT, InterpreterOutput.DEFAULT);
            var whole = new InterpreterRunner(interpreter, Limits.DEFAULT, new InterpreterOutput(InterpreterOutput.Errors.LAST_LINE, 1 << 20));
            Equivalence equal = Equivalence.standard();
            var verifier = new RewriteVerifier(runner, equal::isEquivalent, RewriteOptions.DEFAULT);
            new Rows(new TraceImport(verifier, whole, equal::isEquivalent), new StopSignal(), 64).run(rows, outcome -> {
                statistics.add(outcome);
                if (outcome instanceof Outcome.Rejected no) System.out.println("REJ " + no.reason() + " " + no.row().problem().id() + " " + no.detail().replace("\n", " | "));
            });
        }
        System.out.println(file + " " + statistics.fields());
        assertThat(statistics.unfinished()).isZero();
    }
}
