package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.TestResponse;
import dev.retool4j.reward.Reward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TracesTest {
    @TempDir
    Path directory;

    private static Trace trace(int step, int number) {
        var problem = TestResponse.problem("modpow/" + number, "610", "modpow", "hard");
        var trajectory = TestResponse.response().text("Let me – \u0000 \u202e think", 5).failing(11).text("Oops", 1).passing(9)
                .answer("610", 4)
                .trajectory("train-%06d-%03d".formatted(step, number), problem, number);
        return new Trace(step, trajectory, new Reward(1, true, "610", "equal"), Map.of("advantage", 0.5));
    }

    @Test
    void aTraceComesBackAsItWas() {
        try (var traces = new Traces(directory)) {
            var written = trace(1, 0);
            traces.add(trace(1, 7));
            traces.add(written);
            var entry = traces.index().get(1);
            assertThat(entry.id()).isEqualTo("train-000001-000");
            assertThat(entry.tokens()).isEqualTo(40);
            assertThat(entry.turns()).isEqualTo(3);
            assertThat(entry.calls()).isEqualTo(2);
            assertThat(entry.failed()).isEqualTo(1);
            var read = traces.load(entry);
            assertThat(read).usingRecursiveComparison().isEqualTo(written);
            assertThat(read.trajectory().tokens()).isEqualTo(written.trajectory().tokens());
        }
    }

    @Test
    void manyThreadsMayWriteAtOnce() throws Exception {
        try (var traces = new Traces(directory)) {
            try (var threads = Executors.newFixedThreadPool(8)) {
                for (var done : threads.invokeAll(IntStream.range(0, 200).<java.util.concurrent.Callable<Void>>mapToObj(i -> () -> {
                    traces.add(trace(1, i));
                    return null;
                }).toList()))
                    done.get();
            }
            assertThat(traces.index()).hasSize(200)
                    .allSatisfy(entry -> assertThat(traces.load(entry).trajectory().id()).isEqualTo(entry.id()));
        }
    }

    @Test
    void aCrashBetweenStreamAndIndexLosesNothing() throws IOException {
        var index = directory.resolve("index.jsonl");
        String before;
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, 0));
            before = Files.readString(index);
            traces.add(trace(1, 1));
        }
        Files.writeString(index, before + "{\"id\":\"train");
        Files.writeString(directory.resolve("stream.jsonl"), "{\"step\":1,\"traj", StandardOpenOption.APPEND);
        var reader = new Traces(directory);
        assertThat(reader.index()).extracting(TraceEntry::id).containsExactly("train-000001-000", "train-000001-001");
        try (var traces = new Traces(directory)) {
            traces.add(trace(2, 0));
            assertThat(traces.index()).extracting(TraceEntry::id).containsExactly("train-000001-000", "train-000001-001",
                    "train-000002-000");
            assertThat(Files.readString(index).lines()).hasSize(3);
            assertThat(traces.load(traces.index().get(2)).step()).isEqualTo(2);
        }
    }

    @Test
    void laterStepsCanBeForgotten() throws IOException {
        try (var traces = new Traces(directory)) {
            for (int step : new int[]{1, 3, 2, 3}) {
                traces.add(trace(step, step * 10 + traces.index().size()));
                traces.annotate("trainer",
                        new TraceNote("note-" + step, step, Map.of("advantage", 1.0), Map.of("old", new float[]{-0.5f})));
            }
            traces.dropAfter(2);
            assertThat(traces.index()).extracting(TraceEntry::step).containsExactly(1, 2);
            assertThat(traces.index()).allSatisfy(entry -> assertThat(traces.load(entry).trajectory().id()).isEqualTo(entry.id()));
            assertThat(traces.notes("trainer")).containsOnlyKeys("note-1", "note-2");
            assertThat(traces.notes("trainer").values()).allSatisfy(note -> assertThat(note.tokens().get("old")).containsExactly(-0.5f));
            traces.add(trace(3, 99));
            assertThat(traces.index()).hasSize(3);
            assertThat(Files.readString(directory.resolve("index.jsonl")).lines()).hasSize(3);
        }
    }

    @Test
    void aBrokenLineGoesWhenLaterStepsAreForgotten() throws IOException {
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, 0));
        }
        Files.writeString(directory.resolve("stream.jsonl"), "{\"step\":1,\"trajectory\":{\"id\":\"broken\"\n", StandardOpenOption.APPEND);
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, 1));
            traces.add(trace(2, 0));
            traces.dropAfter(1);
            assertThat(traces.index()).extracting(TraceEntry::id).containsExactly("train-000001-000", "train-000001-001");
            assertThat(traces.index()).allSatisfy(entry -> assertThat(traces.load(entry).trajectory().id()).isEqualTo(entry.id()));
            assertThat(Files.readString(directory.resolve("stream.jsonl")).lines()).hasSize(2);
        }
    }

    @Test
    void nothingIsRewrittenWhereNothingIsLater() throws IOException {
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, 0));
            traces.annotate("trainer", new TraceNote("n", 1, Map.of(), Map.of()));
            var before = Files.readAttributes(directory.resolve("notes").resolve("trainer.jsonl"), BasicFileAttributes.class).fileKey();
            traces.dropAfter(1);
            assertThat(traces.index()).hasSize(1);
            assertThat(traces.note("trainer", "n")).isNotNull();
            assertThat(Files.readAttributes(directory.resolve("notes").resolve("trainer.jsonl"), BasicFileAttributes.class).fileKey())
                    .isEqualTo(before);
        }
    }

    @Test
    void anEntryThatNoLongerFitsIsRefused() {
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, 0));
            traces.add(trace(2, 0));
            var entry = traces.index().get(1);
            traces.dropAfter(0);
            traces.add(trace(1, 5));
            assertThatThrownBy(() -> traces.load(entry)).isInstanceOf(RunException.class)
                    .hasMessageContaining("does not hold trace train-000002-000");
        }
    }

    @Test
    void nothingWrittenIsNothingRead() {
        var traces = new Traces(directory.resolve("none"));
        assertThat(traces.index()).isEmpty();
        assertThat(traces.notes("trainer")).isEmpty();
    }
}
