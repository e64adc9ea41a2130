package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceNoteTest {
    @TempDir
    Path directory;

    private static TraceNote note(int step, int number) {
        return new TraceNote("train-%06d-%03d".formatted(step, number), step, Map.of(TraceNote.ADVANTAGE, number / 10.0),
                Map.of(TraceNote.DIFFERENCE, new float[]{number, -0.5f, 0.00123456f}, TraceNote.ADVANTAGE, new float[]{number}));
    }

    @Test
    void oneNoteIsFoundAmongMany() {
        try (var traces = new Traces(directory)) {
            for (int step = 1; step <= 20; step++)
                for (int number = 0; number < 10; number++)
                    traces.annotate(TraceNote.TRAINER, note(step, number));
            var found = Objects.requireNonNull(traces.note(TraceNote.TRAINER, "train-000007-003"));
            assertThat(found.figures()).containsEntry(TraceNote.ADVANTAGE, 0.3);
            assertThat(found.tokens().get(TraceNote.DIFFERENCE)).containsExactly(3, -0.5f, 0.001235f);
            assertThat(traces.note(TraceNote.TRAINER, "train-000007-03")).isNull();
            assertThat(traces.note("someone", "train-000007-003")).isNull();
        }
    }

    @Test
    void aColumnOfOneFigureHoldsForEverySampledToken() {
        var mask = new boolean[]{true, false, true};
        assertThat(note(1, 4).column(TraceNote.ADVANTAGE, mask)).containsExactly(4, Float.NaN, 4);
        assertThat(note(1, 4).column(TraceNote.DIFFERENCE, mask)).containsExactly(4, Float.NaN, 0.00123456f);
        assertThat(note(1, 4).column(TraceNote.DIFFERENCE, new boolean[7])).isNull();
        assertThat(note(1, 4).column(TraceNote.ENTROPY, mask)).isNull();
    }

    @Test
    void aCrashBetweenNoteAndIndexLosesNothing() throws IOException {
        var index = directory.resolve("notes").resolve("trainer.index.jsonl");
        String before;
        try (var traces = new Traces(directory)) {
            traces.annotate(TraceNote.TRAINER, note(1, 1));
            before = Files.readString(index);
            traces.annotate(TraceNote.TRAINER, note(1, 2));
        }
        Files.writeString(index, before + "{\"id\":\"tr");
        Files.writeString(directory.resolve("notes").resolve("trainer.jsonl"), "{\"id\":\"train-000001-003\",\"st",
                StandardOpenOption.APPEND);
        assertThat(new Traces(directory).note(TraceNote.TRAINER, "train-000001-002")).isNotNull();
        try (var traces = new Traces(directory)) {
            traces.annotate(TraceNote.TRAINER, note(2, 3));
            for (var id : new String[]{"train-000001-001", "train-000001-002", "train-000002-003"})
                assertThat(traces.note(TraceNote.TRAINER, id)).as(id).isNotNull();
            assertThat(traces.note(TraceNote.TRAINER, "train-000001-003")).isNull();
            assertThat(Files.readString(index).lines()).hasSize(3);
        }
    }

    @Test
    void anIndexThatDoesNotFitItsNotesIsMadeAnew() throws IOException {
        var index = directory.resolve("notes").resolve("trainer.index.jsonl");
        try (var traces = new Traces(directory)) {
            traces.annotate(TraceNote.TRAINER, note(1, 1));
            traces.annotate(TraceNote.TRAINER, note(1, 2));
        }
        Files.writeString(index, "{\"id\":\"train-000009-009\",\"step\":9,\"offset\":3,\"length\":20}\n");
        try (var traces = new Traces(directory)) {
            traces.annotate(TraceNote.TRAINER, note(2, 3));
            assertThat(Files.readString(index).lines()).hasSize(3);
            assertThat(traces.note(TraceNote.TRAINER, "train-000001-002")).isNotNull();
        }
    }

    @Test
    void notesOfLaterStepsAreForgottenWithTheirIndex() throws IOException {
        try (var traces = new Traces(directory)) {
            for (int step = 1; step <= 4; step++)
                traces.annotate(TraceNote.TRAINER, note(step, step));
            traces.dropAfter(2);
            assertThat(traces.note(TraceNote.TRAINER, "train-000002-002")).isNotNull();
            assertThat(traces.note(TraceNote.TRAINER, "train-000003-003")).isNull();
            traces.annotate(TraceNote.TRAINER, note(3, 8));
            assertThat(traces.note(TraceNote.TRAINER, "train-000003-008")).isNotNull();
            assertThat(Files.readString(directory.resolve("notes").resolve("trainer.index.jsonl")).lines()).hasSize(3);
        }
    }

    @Test
    void numbersKeepTheirSignificantDigits() {
        assertThat(text(0)).isEqualTo("0");
        assertThat(text(-0.0012345678)).isEqualTo("-0.001235");
        assertThat(text(12.5)).isEqualTo("12.5");
        assertThat(text(0.99996)).isEqualTo("1");
        assertThat(text(9999.6)).isEqualTo("10000");
        assertThat(text(1234567)).isEqualTo("1234567");
        assertThat(text(Double.NaN)).isEqualTo("\"NaN\"");
        var random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(24) - 12);
            assertThat(Double.parseDouble(text(value))).as("%s, seed 5", value).isCloseTo(value, within(5.001e-4 * Math.abs(value)));
        }
    }

    private static String text(double value) {
        var out = new StringBuilder();
        NoteText.number(out, value, 4);
        return out.toString();
    }
}
