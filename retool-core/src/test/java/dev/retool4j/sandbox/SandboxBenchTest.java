package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxBenchTest {
    private static BenchReport.Row row(String way, int callers, double perSecond, double p50) {
        return new BenchReport.Row(way, callers, 100, perSecond, p50, p50, 0, 0.01, 0.0005);
    }

    @Test
    void eachWayIsMeasuredWithEachNumberOfCallers() {
        var seen = new ArrayList<BenchReport.Row>();
        var progress = new ArrayList<String>();
        var options = LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false);
        var report = SandboxBench.run(options, new BenchOptions(List.of(1, 2), 0.02, 2, List.of(), null), seen::add, progress::add);
        assertThat(report.rows()).isEqualTo(seen).allSatisfy(row -> assertThat(row.perSecond()).isPositive())
                .allSatisfy(row -> assertThat(row.p99()).isGreaterThanOrEqualTo(row.p50()));
        assertThat(report.rows()).extracting(BenchReport.Row::way).startsWith(BenchReport.COLD, BenchReport.COLD_OWN, BenchReport.BARE);
        assertThat(report.rows().stream().filter(row -> row.way().equals("isolation none"))).extracting(BenchReport.Row::callers)
                .containsExactly(1, 2);
        assertThat(progress).contains("cold python3, 1 caller, round 1 of 1", "isolation none, 2 callers, round 2 of 2");
        assertThat(report.ratios()).anySatisfy(ratio -> assertThat(ratio.name()).endsWith("/ bare fork, p50, 1 caller"));
    }

    @Test
    void theRatiosSayWhetherTheyAreAsWanted() {
        var rows = List.of(row(BenchReport.COLD, 32, 40, 1), row(BenchReport.COLD_SYMPY, 32, 4, 8), row(BenchReport.BARE, 1, 200, 0.004),
                row("isolation namespaces", 1, 190, 0.005), row("isolation namespaces", 32, 300, 0.1));
        assertThat(BenchReport.of(rows, List.of("isolation namespaces")).ratios()).containsExactly(
                new BenchReport.Ratio("isolation namespaces / bare fork, p50, 1 caller", 1.25, "≤ 1.3", true),
                new BenchReport.Ratio("isolation namespaces / cold with sympy and numpy, executions/s, 32 callers", 75, "≥ 100", false),
                new BenchReport.Ratio("isolation namespaces / cold python3, executions/s, 32 callers", 7.5, "≥ 8", false),
                new BenchReport.Ratio("what Java adds / what the worker takes, 1 caller", 0.05, "< 0.1", true));
    }

    @Test
    void noTimeIsNoMeasurement() {
        assertThatThrownBy(() -> new BenchOptions(List.of(1), 0, 1, List.of(), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new BenchOptions(List.of(0), 1, 1, List.of(), null)).hasMessageContaining("from 1 to 4096, got [0]");
    }
}
