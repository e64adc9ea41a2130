package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ReportCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path run(String name) {
        var path = folder.resolve(name);
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("seed: 1\n", List.of("retool"), 1))) {
            for (int step = 1; step <= 5; step++)
                run.log(step, Map.of(MetricNames.REWARD_MEAN, step / 5.0));
            run.finish();
        }
        return path;
    }

    @Test
    void theReportStandsInTheRunAndItsCurvesAreShown() {
        var path = run("lr2");
        var report = Invocation.of("report", path.toString());
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(report.out()).startsWith("lr2").contains("reward");
        assertThat(report.err()).contains("report: " + path.resolve("report.html"));
        assertThat(path.resolve("report.html")).isNotEmptyFile();
        assertThat(path.resolve("report.md")).content().contains("lr2");
    }

    @Test
    void twoRunsCanBeComparedElsewhere() {
        var out = folder.resolve("both");
        var report = Invocation.of("report", run("tool").toString(), "--text", run("text").toString(), "--out", out.toString(), "--json");
        assertThat(report.code()).as(report.err()).isZero();
        assertThat(JsonMapper.shared().readTree(report.out()).get("report").asString()).isEqualTo(out.resolve("report.html").toString());
        assertThat(out.resolve("report.md")).content().contains("with interpreter").contains("text only");
    }

    @Test
    void whatIsNoRunIsRefused() {
        var report = Invocation.of("report", folder.toString());
        assertThat(report.code()).isEqualTo(1);
        assertThat(report.err()).startsWith("error: ").contains(folder.toString());
    }
}
