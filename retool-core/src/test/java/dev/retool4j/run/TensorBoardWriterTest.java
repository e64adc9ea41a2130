package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against bytes that TensorBoard's own writer made: tensorboard-golden.py.
class TensorBoardWriterTest {
    @TempDir
    Path directory;

    private static String golden() throws IOException {
        try (var in = TensorBoardWriterTest.class.getResourceAsStream("tensorboard-golden.hex")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static Map<String, Double> scalars() {
        var scalars = new LinkedHashMap<String, Double>();
        scalars.put(MetricNames.REWARD_MEAN, -0.25);
        scalars.put("absent", Double.NaN);
        scalars.put(MetricNames.CODE_RATIO, 0.0);
        return scalars;
    }

    @Test
    void eventsAreThoseOfTensorBoardByteForByte() throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(TensorBoardWriter.record(TensorBoardWriter.versionEvent(1700000000.25)));
        out.writeBytes(TensorBoardWriter.record(TensorBoardWriter.startEvent(1700000000.25, 1)));
        out.writeBytes(TensorBoardWriter.record(TensorBoardWriter.scalarEvent(1700000000.25, 300, scalars())));
        assertThat(HexFormat.of().formatHex(out.toByteArray())).isEqualTo(golden());
    }

    @Test
    void aRunWritesThemWhenAsked() throws IOException {
        var path = directory.resolve("run");
        var clock = Clock.fixed(Instant.ofEpochMilli(1_700_000_000_250L), ZoneOffset.UTC);
        try (var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of(), 1), clock)) {
            run.log(0, scalars());
            assertThat(path.resolve("tensorboard")).doesNotExist();
            run.useTensorBoard();
            run.log(300, scalars());
        }
        try (var files = Files.list(path.resolve("tensorboard"))) {
            var file = files.toList().getFirst();
            assertThat(file.getFileName().toString()).startsWith("events.out.tfevents.1700000000.");
            assertThat(HexFormat.of().formatHex(Files.readAllBytes(file))).isEqualTo(golden());
        }
    }
}
