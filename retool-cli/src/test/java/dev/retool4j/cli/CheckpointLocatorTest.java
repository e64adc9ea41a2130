package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointLocatorTest {
    @TempDir
    private Path folder = Path.of("");

    private Path run(int... steps) {
        var path = folder.resolve("lr2");
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("a: 1\n", List.of("retool"), 1))) {
            for (int step : steps) {
                run.checkpoints().begin(step);
                run.checkpoints().commit(step);
            }
            run.finish();
        }
        return path;
    }

    @Test
    void aRunMeansItsLastCheckpointAndAtItsStep() {
        var path = run(40, 120, 80);
        assertThat(CheckpointLocator.find(path.toString())).isEqualTo(path.resolve("checkpoints/step-000120"));
        assertThat(CheckpointLocator.find(path + "@40")).isEqualTo(path.resolve("checkpoints/step-000040"));
    }

    @Test
    void aFolderWithAModelIsItself() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{}");
        assertThat(CheckpointLocator.find(folder.toString())).isEqualTo(folder);
    }

    @Test
    void whatIsMissingIsNamedWithWhatIsThere() {
        var path = run(40, 80);
        assertThatThrownBy(() -> CheckpointLocator.find(path + "@41"))
                .hasMessage("the run " + path + " has no checkpoint of step 41\nit has: 40, 80");
        assertThatThrownBy(() -> CheckpointLocator.find(folder.toString()))
                .hasMessageContaining("holds neither a model (config.json or adapter_config.json) nor a run");
        assertThatThrownBy(() -> CheckpointLocator.find(folder.resolve("x").toString())).hasMessageContaining("there is no such folder");
    }

    @Test
    void aRunWithoutCheckpointSaysSo() {
        var path = run();
        assertThatThrownBy(() -> CheckpointLocator.find(path.toString())).hasMessageContaining("has no checkpoint yet");
    }
}
