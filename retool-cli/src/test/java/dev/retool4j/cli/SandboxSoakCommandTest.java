package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SandboxSoakCommandTest {
    @Test
    void theCountsAndWhatWasLeftAreShown() {
        var run = Invocation.of("sandbox", "soak", "--executions", "60", "--callers", "8", "local.preload=[]", "local.workers=1");
        assertThat(run.err()).contains("60 of 60 programs");
        assertThat(run.out()).startsWith("60 programs, 60 answered, ").contains("none lost, none mixed up, nothing left behind");
        assertThat(run.code()).isZero();
    }

    @Test
    void noProgramsIsWrongUse() {
        assertThat(Invocation.of("sandbox", "soak", "--executions", "0").err()).contains("executions must be at least 1, got 0");
    }
}
