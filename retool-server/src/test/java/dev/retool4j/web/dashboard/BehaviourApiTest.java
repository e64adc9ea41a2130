package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.reward.Reward;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BehaviourApiTest {
    @TempDir
    private Path folder = Path.of("");

    private RunDirectory run;
    private Site site;

    @BeforeEach
    void start() {
        run = TestRuns.open(folder.resolve("runs").resolve("tool"));
        site = Site.of(folder.resolve("runs"));
    }

    @AfterEach
    void stop() {
        site.close();
        run.close();
    }

    @Test
    void blocksAreCountedByPurposeAndKept() throws Exception {
        var answer = site.json("/api/runs/tool/purposes");
        assertThat(answer.path("purposes")).hasSize(Purpose.values().length);
        assertThat(answer.path("purposes").get(0).path("definition").asString()).isNotEmpty();
        assertThat(answer.path("sources")).hasSize(3);
        var training = answer.path("sources").get(0);
        assertThat(training.path("source").asString()).isEqualTo("train");
        assertThat(training.path("blocks").asInt()).isEqualTo(12);
        assertThat(training.path("counts").toString()).isEqualTo("{\"debugging\":6,\"calculation\":6}");
        assertThat(Files.readString(run.path().resolve("analysis").resolve("purposes").resolve("held@3.json"))).contains("\"debugging\"");
        assertThat(site.json("/api/runs/tool/purposes")).isEqualTo(answer);
        var calls = site.json("/api/runs/tool/trace?id=train-000002-000").path("segments").findValuesAsString("purpose");
        assertThat(calls).containsExactly("calculation", "debugging");
    }

    @Test
    void correctionsAreListedNewestFirstWithTheFirstOfEachError() throws Exception {
        var answer = site.json("/api/runs/tool/corrections?source=train");
        assertThat(answer.path("total").asInt()).isEqualTo(6);
        assertThat(answer.path("responses").asInt()).isEqualTo(6);
        assertThat(answer.path("firsts")).hasSize(1);
        assertThat(answer.path("firsts").get(0).path("error").asString()).isEqualTo("NameError");
        assertThat(answer.path("firsts").get(0).path("id").asString()).isEqualTo("train-000001-000");
        assertThat(answer.path("firsts").get(0).path("block").asInt()).isEqualTo(1);
        assertThat(answer.path("list").get(0).path("id").asString()).isEqualTo("train-000003-001");
        assertThat(answer.path("list").get(0).path("mended").asInt()).isEqualTo(2);
        run.traces()
                .add(new Trace(4, TestRuns.trajectory("train-000004-000", "p", 0, "more"), new Reward(1, true, "610", "equal"), Map.of()));
        assertThat(site.json("/api/runs/tool/corrections").path("total").asInt()).as("live").isEqualTo(7);
        assertThat(site.json("/api/runs/tool/corrections?source=held@3").path("firsts")).hasSize(1);
    }

    @Test
    void timingIsSplitByHowHardProblemsAre() throws Exception {
        var groups = site.json("/api/runs/tool/timing?source=train").path("groups");
        assertThat(groups).hasSize(5);
        assertThat(groups.get(2).path("title").asString()).isEqualTo("middle");
        assertThat(groups.get(2).path("problems").asInt()).as("one problem in each of three steps").isEqualTo(3);
        assertThat(groups.get(2).path("responses").asInt()).isEqualTo(6);
        assertThat(groups.get(2).path("timing").asDouble()).isCloseTo(5 / 36.0, within(1e-9));
        assertThat(groups.get(2).path("calls").asDouble()).isEqualTo(2);
        assertThat(groups.get(0).path("timing").isNull()).isTrue();
        assertThat(groups.get(0).path("definition").asString()).isNotEmpty();
        assertThat(site.json("/api/runs/tool/timing?source=held@0").path("groups").get(4).path("problems").asInt()).isEqualTo(1);
    }
}
