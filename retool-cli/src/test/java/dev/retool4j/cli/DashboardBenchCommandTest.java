package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TokenTexts;
import dev.retool4j.run.TraceNote;
import dev.retool4j.run.TraceSource;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DashboardBenchCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRequestIsMeasuredOnARunOfTheSizeAskedFor() {
        var invocation = Invocation.of("bench", "dashboard", "steps=3", "trajectories=4", "tokens=300", "evaluations=1", "rounds=1",
                "runs=" + folder, "--json");
        assertThat(invocation.err()).isEmpty();
        assertThat(invocation.code()).isZero();
        assertThat(invocation.out()).contains("\"list of runs\"", "\"by a link: a trace\"", "\"purposes of code\"",
                "\"after a trace was added: first page\"");
        var run = RunDirectory.read(folder.resolve("3x4x300-1"));
        assertThat(run.index(TraceSource.TRAIN)).as("and the one that was added").hasSize(13);
        var vocabulary = run.vocabulary().orElseThrow();
        for (var entry : run.index(TraceSource.TRAIN)) {
            var trajectory = run.load(TraceSource.TRAIN, entry).trajectory();
            assertThat(entry.tokens()).isBetween(200, 500);
            var texts = TokenTexts.of(trajectory, vocabulary);
            assertThat(String.join("", texts)).isEqualTo(trajectory.response());
            assertThat(texts).as("the words spell the segments").doesNotContain("");
            assertThat(run.traces().note(TraceNote.TRAINER, entry.id())).isNotNull();
        }
    }

    @Test
    void theSameOptionsGiveTheSameRun() {
        var streams = new ArrayList<byte[]>();
        for (var name : new String[]{"a", "b"}) {
            var options = new DashboardBenchOptions(2, 4, 200, 0, 1, 7, folder.resolve(name));
            new LargeRun(options).write(step -> {}).close();
            streams.add(bytes(folder.resolve(name).resolve(options.name()).resolve("traces").resolve("stream.jsonl")));
        }
        assertThat(streams.get(1)).isEqualTo(streams.get(0));
    }

    private static byte[] bytes(Path file) {
        try {
            return java.nio.file.Files.readAllBytes(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
