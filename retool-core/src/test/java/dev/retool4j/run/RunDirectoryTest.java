package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.run.RunDirectory.Existing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final RunDirectory.Start START = new RunDirectory.Start("steps: 3\n", List.of("retool", "train", "steps=3"), 7);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

    @TempDir
    Path root;

    private Path path;

    @BeforeEach
    void name() {
        path = root.resolve("runs").resolve("a");
    }

    private RunDirectory open(Existing existing) {
        return RunDirectory.open(path, existing, START, CLOCK);
    }

    @Test
    void aNewRunHoldsItsConfigurationAndWhatStartedIt() {
        try (var run = open(Existing.REFUSE)) {
            assertThat(path.resolve("config.yaml")).hasContent("steps: 3\n");
            assertThat(path.resolve("logs/attempt-1/config.yaml")).hasContent("steps: 3\n");
            assertThat(RunDirectory.list(root.resolve("runs"))).containsExactly(path);
            var info = RunDirectory.read(path).info();
            assertThat(info).isEqualTo(run.info());
            assertThat(info.state()).isEqualTo(RunInfo.State.RUNNING);
            assertThat(info.argv()).containsExactly("retool", "train", "steps=3");
            assertThat(info.seed()).isEqualTo(7);
            assertThat(info.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(info.started()).isEqualTo(CLOCK.instant());
            assertThat(info.stale(CLOCK.instant().plusSeconds(59))).isFalse();
            assertThat(info.stale(CLOCK.instant().plusSeconds(61))).isTrue();
        }
    }

    @Test
    void aNameIsNotUsedTwiceUnlessAskedFor() {
        try (var run = open(Existing.REFUSE)) {
            run.log(128, Map.of(MetricNames.REWARD_MEAN, 0.5));
            run.finish();
        }
        assertThatThrownBy(() -> open(Existing.REFUSE)).isInstanceOf(RunException.class).hasMessage(path
                + " already exists (last step 128, finished)\ncontinue with --resume, start over with --clean, or pass name=<new>");
    }

    @Test
    void resumingGoesOnAndForgetsWhatCameAfterTheCheckpoint() {
        try (var run = open(Existing.REFUSE)) {
            for (int step = 1; step <= 3; step++)
                run.log(step, Map.of(MetricNames.REWARD_MEAN, step / 10.0));
            run.fail("out of memory");
        }
        assertThat(RunDirectory.read(path).info().error()).isEqualTo("out of memory");
        try (var run = open(Existing.RESUME)) {
            run.dropAfter(2);
            assertThat(run.info().attempt()).isEqualTo(2);
            assertThat(run.info().error()).isNull();
            run.log(3, Map.of(MetricNames.REWARD_MEAN, 0.9));
            run.finish();
            assertThat(run.metrics().series(MetricNames.REWARD_MEAN)).containsExactly(Map.entry(1, 0.1), Map.entry(2, 0.2),
                    Map.entry(3, 0.9));
            assertThat(path.resolve("logs/attempt-2")).isDirectory();
        }
    }

    @Test
    void cleaningBeginsAnewAndLeavesOtherFoldersAlone() throws IOException {
        try (var run = open(Existing.REFUSE)) {
            run.log(5, Map.of("x", 1.0));
        }
        try (var run = open(Existing.CLEAN)) {
            assertThat(run.metrics().rows()).isEmpty();
            assertThat(run.info().attempt()).isEqualTo(1);
        }
        var other = Files.createDirectories(root.resolve("photos"));
        Files.writeString(other.resolve("cat.jpg"), "meow");
        assertThatThrownBy(() -> RunDirectory.open(other, Existing.CLEAN, START)).isInstanceOf(RunException.class)
                .hasMessageContaining("is not a run");
        assertThat(other.resolve("cat.jpg")).exists();
        assertThatThrownBy(() -> RunDirectory.open(other.resolve("cat.jpg"), Existing.REFUSE, START))
                .hasMessageContaining("is a file, not a folder");
    }

    @Test
    void thereMustBeSomethingToResume() {
        assertThatThrownBy(() -> open(Existing.RESUME)).isInstanceOf(RunException.class)
                .hasMessageStartingWith("there is no run to resume at " + path);
        assertThat(path).doesNotExist();
    }

    @Test
    void twoWritersNeverShareARun() {
        try (var run = open(Existing.REFUSE)) {
            assertThatThrownBy(() -> open(Existing.RESUME)).isInstanceOf(RunException.class)
                    .hasMessageContaining("is being written by a running process");
            run.log(1, Map.of("x", 1.0));
        }
        open(Existing.RESUME).close();
    }

    @Test
    void aRunClosedBeforeItsEndCountsAsInterrupted() {
        open(Existing.REFUSE).close();
        var info = RunDirectory.read(path).info();
        assertThat(info.state()).isEqualTo(RunInfo.State.INTERRUPTED);
        assertThat(info.ended()).isEqualTo(CLOCK.instant());
        assertThatThrownBy(() -> RunDirectory.read(path).log(1, Map.of())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void brokenAndNewerRunFilesAreRefused() throws IOException {
        open(Existing.REFUSE).close();
        var file = path.resolve("run.json");
        var json = Files.readString(file);
        Files.writeString(file, json.replaceFirst("\"schema\" : 1", "\"schema\" : 99"));
        assertThatThrownBy(() -> RunDirectory.read(path)).hasMessageContaining("layout version 99")
                .hasMessageContaining("use a newer retool");
        Files.writeString(file, json.substring(0, 40));
        assertThatThrownBy(() -> RunDirectory.read(path)).isInstanceOf(RunException.class).hasMessageContaining("is broken");
        assertThatThrownBy(() -> RunDirectory.read(root)).hasMessageContaining("is not a run");
    }
}
