package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxBenchTest {
    @Test
    void eachWayIsMeasuredWithEachNumberOfCallers() {
        var seen = new ArrayList<SandboxBench.Row>();
        var options = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(PythonEnvironment.MODULES, false);
        var rows = SandboxBench.run(options, List.of(1, 2), 0.01, seen::add);
        assertThat(rows).isEqualTo(seen).extracting(SandboxBench.Row::callers).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
        assertThat(rows).allSatisfy(row -> assertThat(row.perSecond()).isPositive())
                .allSatisfy(row -> assertThat(row.p99()).isGreaterThanOrEqualTo(row.p50()));
        assertThat(rows.getLast().way()).startsWith("warm, isolation ").isNotEqualTo("warm, isolation none");
    }

    @Test
    void noTimeIsNoMeasurement() {
        assertThatThrownBy(() -> SandboxBench.run(LocalOptions.DEFAULT, List.of(1), 0, row -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
