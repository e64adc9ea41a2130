package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_500);

    @TempDir
    Path directory;

    @Test
    void everyStepIsOneJsonObjectALine() throws IOException {
        var file = directory.resolve("metrics.jsonl");
        try (var log = new MetricsLog(file)) {
            log.append(3, NOW, Map.of(MetricNames.REWARD_MEAN, -0.25));
            assertThat(Files.readString(file)).isEqualTo("{\"step\":3,\"time\":1.5,\"reward/mean\":-0.25}\n");
        }
    }

    @Test
    void whatIsNoNumberIsWrittenAsNullAndReadAsNan() throws IOException {
        var file = directory.resolve("metrics.jsonl");
        try (var log = new MetricsLog(file)) {
            log.append(1, NOW, Map.of("x", Double.NaN));
            log.append(2, NOW, Map.of("x", Double.POSITIVE_INFINITY));
            assertThat(Files.readString(file)).contains("\"x\":null").doesNotContain("NaN").doesNotContain("Infinity");
            assertThat(log.series("x").get(1)).isNaN();
            assertThat(log.series("x").get(2)).isNaN();
        }
    }

    @Test
    void severalLinesMaySpeakOfOneStep() {
        try (var log = new MetricsLog(directory.resolve("metrics.jsonl"))) {
            log.append(1, NOW, Map.of("a", 1.0));
            log.append(1, NOW, Map.of("b", 2.0, "a", 3.0));
            assertThat(log.series("a")).containsExactly(Map.entry(1, 3.0));
            assertThat(log.names()).containsExactly("a", "b");
            assertThat(log.rows()).hasSize(2);
        }
    }

    @Test
    void foreignAndCutLinesArePassedOver() throws IOException {
        var file = directory.resolve("metrics.jsonl");
        Files.writeString(file,
                "{\"step\":1,\"time\":0,\"a\":1}\nnot json\n[1]\n{\"a\":2}\n{\"step\":2,\"a\":\"text\",\"b\":4}\n{\"step\":3,\"a\"");
        var log = new MetricsLog(file);
        assertThat(log.series("a")).containsExactly(Map.entry(1, 1.0));
        assertThat(log.series("b")).containsExactly(Map.entry(2, 4.0));
    }

    @Test
    void writingGoesOnBehindACrash() throws IOException {
        var file = directory.resolve("metrics.jsonl");
        try (var log = new MetricsLog(file)) {
            log.append(1, NOW, Map.of("a", 1.0));
        }
        Files.writeString(file, "{\"step\":2,\"ti", StandardOpenOption.APPEND);
        try (var log = new MetricsLog(file)) {
            log.append(2, NOW, Map.of("a", 2.0));
            log.dropAfter(1);
            log.append(2, NOW, Map.of("a", 2.5));
            assertThat(log.series("a")).containsExactly(Map.entry(1, 1.0), Map.entry(2, 2.5));
        }
    }
}
