package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.analysis.Correction;
import dev.retool4j.analysis.TestResponse;
import dev.retool4j.reward.Reward;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceIndexTest {
    @TempDir
    Path directory;

    private static Trace trace(int step, String problem, @Nullable String answer) {
        var trajectory = TestResponse.response().text("Let me think", 5).failing(11).block("x", 3, Status.TIME_LIMIT, "", 1).passing(9)
                .answer("610", 4).trajectory("train-%06d-000".formatted(step), TestResponse.problem(problem, "610"), 0);
        return new Trace(step, trajectory, new Reward(step % 2 == 0 ? 0.5 : -1, true, answer, "equal"), Map.of());
    }

    @Test
    void whatWasReadStaysAndWhatIsAddedComes() {
        try (var traces = new Traces(directory)) {
            var tail = traces.tail();
            assertThat(tail.read()).isEmpty();
            traces.add(trace(1, "p", "610"));
            traces.add(trace(2, "p", "610"));
            var before = tail.read();
            traces.add(trace(3, "p", "610"));
            var after = tail.read();
            assertThat(after).hasSize(3);
            assertThat(after.get(0)).isSameAs(before.get(0));
            assertThat(after.get(1)).isSameAs(before.get(1));
        }
    }

    @Test
    void aRunThatWasTakenBackIsReadAnew() {
        try (var traces = new Traces(directory)) {
            var tail = traces.tail();
            for (int step = 1; step <= 3; step++)
                traces.add(trace(step, "p", "610"));
            assertThat(tail.read()).hasSize(3);
            traces.dropAfter(1);
            traces.add(trace(4, "p", "610"));
            traces.add(trace(5, "p", "610"));
            assertThat(tail.read()).extracting(TraceEntry::step).containsExactly(1, 4, 5);
        }
    }

    @Test
    void itKnowsWhereCodeBeginsAndWhatWasMended() {
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, "p", "610"));
            var entry = traces.index().getFirst();
            assertThat(entry.corrections()).containsExactly(new Correction(1, 3, "NameError"));
            assertThat(entry.timing()).isEqualTo(5.0 / entry.tokens());
        }
    }

    @Test
    void linesOfOlderVersionsAreMadeWholeFromTheirTraces() throws IOException {
        List<TraceEntry> expected;
        var file = directory.resolve("index.jsonl");
        try (var traces = new Traces(directory)) {
            for (int step = 1; step <= 3; step++)
                traces.add(trace(step, "p", "610"));
            expected = traces.index();
        }
        Files.writeString(file, Files.readString(file).replaceAll(",\"code\":.*", "}"));
        assertThat(Files.readString(file)).doesNotContain("mends");
        assertThat(new Traces(directory).index()).isEqualTo(expected);
    }

    @Test
    void theQuickReaderAgreesWithTheOther() throws IOException {
        var odd = "a \"quoted\" problem, \\ with \u202e {\"id\":1}";
        try (var traces = new Traces(directory)) {
            traces.add(trace(1, "p", null));
            traces.add(trace(2, odd, "6\n10"));
            traces.add(trace(3, "größe 😀", "\\frac{1}{2}"));
        }
        var index = directory.resolve("index.jsonl");
        int quick = 0;
        for (var line : Files.readAllLines(index)) {
            var bytes = ("xx" + line + "\nyy").getBytes(StandardCharsets.UTF_8);
            int length = line.getBytes(StandardCharsets.UTF_8).length;
            var expected = Json.MAPPER.readValue(line, TraceEntry.class);
            var read = EntryLine.parse(bytes, 2, length);
            if (read != null) {
                assertThat(read).isEqualTo(expected);
                quick++;
            }
            for (int cut = 0; cut < length; cut++)
                assertThat(EntryLine.parse(bytes, 2, cut)).as("cut at %d", cut).isNull();
        }
        assertThat(quick).isEqualTo(1);
        Files.writeString(index, "{\"id\":\"x\",\"step\":99999999999}\n[]\n", StandardOpenOption.APPEND);
        assertThat(new Traces(directory).index()).extracting(TraceEntry::problem).containsExactly("p", odd, "größe 😀");
    }
}
