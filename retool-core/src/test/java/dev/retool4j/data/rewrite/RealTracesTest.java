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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Traces with tools of other projects, re-executed and brought to our form; docs/cold-start.md shows the figures of whole files. Here the
/// first rows of each, or with `-Dretool.traces=all` all of them, which takes minutes.
class RealTracesTest {
    private static final int ROWS = System.getProperty("retool.traces", "").equals("all") ? Integer.MAX_VALUE : 30;

    @ParameterizedTest
    @CsvSource({"tora_examples.jsonl, 30, 0.6", "tora_code_34b_gsm8k_outputs.jsonl, 1319, 0.6",
        "mathcoder_cl34b_gsm8k_correct.jsonl, 1084, 0.9", "mathcoder_l7b_math_correct.jsonl, 1179, 0.7"})
    void tracesOfOtherProjectsGoThroughTheSameStages(String file, int size, double accepted) throws Exception {
        var rows = ToolRows.read(RealData.file("traces/" + file));
        assertThat(rows).hasSize(size);
        var statistics = new RewriteStatistics();
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT, text -> {})) {
            var runner = new InterpreterRunner(interpreter, Limits.DEFAULT, InterpreterOutput.DEFAULT);
            var whole = new InterpreterRunner(interpreter, Limits.DEFAULT,
                    new InterpreterOutput(InterpreterOutput.Errors.LAST_LINE, 1 << 20));
            var equal = Equivalence.standard();
            var verifier = new RewriteVerifier(runner, equal::isEquivalent, RewriteOptions.DEFAULT);
            new Rows(new TraceImport(verifier, whole, equal::isEquivalent), new StopSignal(), 64)
                    .run(rows.subList(0, Math.min(ROWS, size)), statistics::add);
        }
        if (ROWS > size) System.out.println(file + " " + statistics.fields());
        assertThat(statistics.unfinished()).isZero();
        assertThat(statistics.accepted()).isGreaterThanOrEqualTo((int) (accepted * statistics.rows()));
        int same = statistics.matches().getOrDefault(OutputMatch.SAME, 0) + statistics.matches().getOrDefault(OutputMatch.EQUIVALENT, 0);
        assertThat(same).isGreaterThanOrEqualTo((int) (0.85 * statistics.blocks()));
    }
}
