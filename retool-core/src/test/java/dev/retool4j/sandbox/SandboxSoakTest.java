package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.api.Test;

class SandboxSoakTest {
    private static final LocalOptions OPTIONS = LocalOptions.DEFAULT.withWorkers(2, 4).withPreload(List.of(), false);

    /// The same with 100,000 programs is `retool sandbox soak`.
    @ParameterizedTest
    @EnumSource(names = {"NAMESPACES", "LANDLOCK"})
    void eachProgramGetsItsOwnAnswerAndNothingIsLeft(Isolation tier) throws InterruptedException {
        var refusal = LocalInterpreter.refusal(OPTIONS, tier);
        assumeTrue(refusal == null, refusal);
        var report = SandboxSoak.run(OPTIONS.withIsolation(tier), 600, 64, 1, done -> {});
        assertThat(report.problems()).isEmpty();
        assertThat(report.answered()).isEqualTo(600);
        assertThat(report.statuses().keySet()).contains(Status.FINISHED, Status.TIME_LIMIT, Status.MEMORY_LIMIT, Status.OUTPUT_LIMIT,
                Status.CRASHED, Status.ERROR);
        assertThat(report.restarts()).isZero();
    }

    @Test
    void anotherOnesOutputIsNoticed() {
        var result = new ExecutionResult(Status.FINISHED, "8\n", "", 0, 0.1, 0.1);
        assertThat(SoakProgram.HARMLESS.verdict(8, result)).isNull();
        assertThat(SoakProgram.HARMLESS.verdict(7, result)).startsWith("harmless 7 was answered with another's output");
        assertThat(SoakProgram.HOSTILE.getFirst().verdict(8, result)).startsWith("busy loop 8 ended as FINISHED");
    }
}
