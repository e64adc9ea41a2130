package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {
    @TempDir
    Path directory;

    private static List<String> read(Path file, long from) {
        var lines = new ArrayList<String>();
        JsonLines.read(file, from, (json, offset, length) -> lines.add(offset + "+" + length + " " + json));
        return lines;
    }

    @Test
    void offsetsAndLengthsAreInBytes() {
        var file = directory.resolve("a.jsonl");
        try (var lines = new JsonLines(file)) {
            assertThat(lines.append("{\"a\":\"é\"}")).isZero();
            assertThat(lines.append("{}")).isEqualTo(11);
        }
        assertThat(read(file, 0)).containsExactly("0+10 {\"a\":\"é\"}", "11+2 {}");
        assertThat(read(file, 11)).containsExactly("11+2 {}");
    }

    @Test
    void anUnfinishedLastLineIsPassedOverAndThenCutOff() throws IOException {
        var file = directory.resolve("b.jsonl");
        Files.writeString(file, "{\"a\":1}\n{\"b\":");
        assertThat(read(file, 0)).containsExactly("0+7 {\"a\":1}");
        try (var lines = new JsonLines(file)) {
            lines.append("{\"c\":3}");
        }
        assertThat(file).hasContent("{\"a\":1}\n{\"c\":3}");
    }

    @Test
    void aFileOfOneLongUnfinishedLineIsEmptied() throws IOException {
        var file = directory.resolve("c.jsonl");
        Files.writeString(file, "x".repeat(200_000));
        new JsonLines(file).close();
        assertThat(file).isEmptyFile();
        Files.writeString(file, "y".repeat(70_000) + "\n" + "x".repeat(200_000));
        new JsonLines(file).close();
        assertThat(file).hasSize(70_001);
    }

    @Test
    void retainingKeepsTheOthersByteForByte() throws IOException {
        var file = directory.resolve("d.jsonl");
        Files.writeString(file, "{\"step\": 1}\n{\"step\": 2}\n{\"step\": 3}\n");
        JsonLines.retain(file, (json, offset) -> !json.contains("2"));
        assertThat(file).hasContent("{\"step\": 1}\n{\"step\": 3}\n");
    }

    @Test
    void aFullDiskIsOneClearErrorAndLosesNothing() throws IOException {
        var full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "needs /dev/full");
        var file = Files.createSymbolicLink(directory.resolve("full.jsonl"), full);
        try (var lines = new JsonLines(file)) {
            assertThatThrownBy(() -> lines.append("{}")).isInstanceOf(RunException.class).hasMessage(
                    "cannot write " + file + ": No space left on device\nfree some space on its disk; what was written before is intact");
        }
        var old = Files.writeString(directory.resolve("config.yaml"), "old");
        Files.createSymbolicLink(directory.resolve(".config.yaml.tmp"), full);
        assertThatThrownBy(() -> AtomicFiles.write(old, "new")).isInstanceOf(RunException.class)
                .hasMessageContaining("No space left on device");
        assertThat(old).hasContent("old");
    }

    @Test
    void aFileInPlaceOfAFolderIsNamed() throws IOException {
        var file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("x.json"), "{}")).isInstanceOf(RunException.class)
                .hasMessageStartingWith("cannot write " + file).hasMessageContaining("what was written before is intact");
    }
}
