package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    @TempDir
    Path directory;

    private void save(Checkpoints checkpoints, int step, String content) throws IOException {
        Files.writeString(checkpoints.begin(step).resolve("model.safetensors"), content);
        checkpoints.commit(step);
    }

    @Test
    void onlyCommittedFoldersCount() throws IOException {
        var checkpoints = new Checkpoints(directory.resolve("checkpoints"));
        assertThat(checkpoints.latest()).isEmpty();
        save(checkpoints, 40, "a");
        Files.writeString(checkpoints.begin(80).resolve("model.safetensors"), "half");
        assertThat(checkpoints.steps()).containsExactly(40);
        assertThat(checkpoints.latest()).contains(40);
        assertThat(checkpoints.path(40)).isEqualTo(directory.resolve("checkpoints/step-000040"));
        assertThat(checkpoints.begin(80)).isEmptyDirectory();
    }

    @Test
    void aCheckpointReplacesAnEarlierOneOfItsStep() throws IOException {
        var checkpoints = new Checkpoints(directory);
        save(checkpoints, 1, "old");
        save(checkpoints, 1, "new");
        assertThat(checkpoints.path(1).resolve("model.safetensors")).hasContent("new");
        assertThat(checkpoints.steps()).containsExactly(1);
    }

    @Test
    void oldOnesCanBeDeleted() throws IOException {
        var checkpoints = new Checkpoints(directory);
        for (int step = 0; step < 1_000_003; step += 250_000)
            save(checkpoints, step, "x");
        checkpoints.keepLast(2);
        assertThat(checkpoints.steps()).containsExactly(750_000, 1_000_000);
    }
}
