package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SandboxBenchCommandTest {
    private static Invocation bench(String... more) {
        var arguments = new java.util.ArrayList<>(
                java.util.List.of("sandbox", "bench", "local.preload=[]", "local.workers=1", "callers=[1]",
                        "seconds=0.02", "rounds=1", "local.isolation=none"));
        arguments.addAll(java.util.List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    @Test
    void rowsAndRatiosAreShown() {
        var run = bench();
        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("way ").contains("cold python3 ", "bare fork of the warm process ", "isolation none ")
                .contains("isolation none / bare fork, p50, 1 caller");
        assertThat(run.err()).contains("cold python3, callers: 1 · ");
    }

    @Test
    void theResultCanBeJson() {
        var json = JsonMapper.shared().readTree(bench("--json").out());
        assertThat(json.at("/rows/0/way").asString()).isEqualTo("cold python3");
        assertThat(json.at("/rows/0/perSecond").asDouble()).isPositive();
        assertThat(json.at("/ratios/0/value").asDouble()).isPositive();
    }

    @Test
    void aServerThatIsNotThereIsSaid() {
        var run = bench("--url", "http://127.0.0.1:1");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("error: measuring http://127.0.0.1:1 with 1 callers: ");
    }
}
