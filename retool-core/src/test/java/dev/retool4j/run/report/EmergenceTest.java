package dev.retool4j.run.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.analysis.Difficulty;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.TestResponse;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmergenceTest {
    @TempDir
    Path root;

    private Path write() {
        var path = root.resolve("run");
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of("retool"), 1))) {
            for (int step = 1; step <= 4; step++) {
                var response = TestResponse.response().text("Let me see.", 4);
                if (step > 1) response.failing(9);
                if (step > 2) response.passing(9);
                run.traces().add(Trace.of(step, response.answer("6", 3).scored(TestResponse.problem("p" + step, "6"), "6")));
            }
            for (int step : List.of(0, 4)) {
                var samples = new ArrayList<Scored>();
                for (int sample = 0; sample < 4; sample++) {
                    var code = step == 0 ? "print(2 * 3)" : "print([n for n in range(9) if n % 7 == 6])";
                    samples.add(TestResponse.response().text("Let me compute.", 6).block(code, 10, Status.FINISHED, "6", 2)
                            .answer("6", 2).scored(TestResponse.problem("q", "6"), sample == 0 ? "6" : "7"));
                }
                run.evaluations().write(step, "heldout", new Protocol(1, 4, Sampling.temperature(1), 64, 64, 4, 1), samples);
            }
            run.finish();
        }
        return path;
    }

    @Test
    void purposesBeforeAndAfterStandBesideEachOther() {
        var data = ReportData.read(ReportInput.of(write()));
        assertThat(data.emergence().hasPurposes()).isTrue();
        var table = data.emergence().purposes().markdown();
        assertThat(table).contains("| Search | 0.0% (0) | 100.0% (4) |").contains("| Calculation | 100.0% (4) | 0.0% (0) |");
        assertThat(data.emergence().bars().toString()).contains("width:75%").contains("100.0% (4)");
    }

    @Test
    void theFirstMendedErrorAndTheTimingAreReported() {
        var path = write();
        var report = Report.of(ReportInput.of(path));
        assertThat(report.markdown()).contains("What it mends").contains("| NameError | 3 |").contains("2 self-corrections in 2 training");
        assertThat(report.html()).contains("id=\"what-emerges\"").contains("NameError").doesNotContain("NaN");
        var timing = ReportData.read(ReportInput.of(path)).emergence().timing();
        assertThat(timing.stream().filter(group -> group.problems() > 0).map(Difficulty::title)).containsExactly("hard");
        assertThat(timing.get(1).timing()).isEqualTo(6 / 20.0);
    }
}
