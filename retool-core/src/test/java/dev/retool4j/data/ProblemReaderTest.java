package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProblemReaderTest {
    @TempDir
    Path folder;
    private final ProblemReader reader = ProblemReader.DEFAULT;

    private Path file(String name, String... lines) throws IOException {
        return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
    }

    @Test
    void theUsualColumnsAreRecognised() throws IOException {
        var file = file("mix.jsonl", "{\"input\":\"A?\",\"output\":\"033\"}", "", "{\"problem\":\"B?\",\"answer\":142.0,\"id\":7}",
                "{\"Problem\":\"C?\",\"Answer\":\"\\\\frac{1}{2}\",\"ID\":\"2024-I-3\"}",
                "{\"question\":\"D?\",\"answer\":\"so\\n#### 1,234\"}",
                "{\"prompt\":[{\"role\":\"system\",\"content\":\"s\"},{\"role\":\"user\",\"content\":\"E?\"}],\"reward_model\":{\"ground_truth\":\"-05\"}}");
        assertThat(reader.read(file)).isEqualTo(new ProblemSet("mix",
                List.of(new Problem("mix-01", "A?", "33"), new Problem("mix-7", "B?", "142"), new Problem("2024-I-3", "C?", "\\frac{1}{2}"),
                        new Problem("mix-04", "D?", "1234"), new Problem("mix-05", "E?", "-5")),
                5, 0, List.of(), List.of()));
    }

    @Test
    void columnsCanBeNamed() throws IOException {
        var file = file("own.jsonl", "{\"answer\":\"not this\",\"frage\":\"A?\",\"meta\":{\"loesung\":5}}");
        var own = reader.withColumns(ProblemColumns.DEFAULT.with("frage", "meta.loesung"));
        assertThat(own.read(file).problems()).containsExactly(new Problem("own-01", "A?", "5"));
    }

    @Test
    void aColumnWhoseNameHasADotIsFoundBeforeANestedOne() throws IOException {
        var file = file("dots.jsonl", "{\"a.q\":\"A?\",\"a\":{\"q\":\"not this\"},\"n\":1}", "{\"a\":{\"q\":\"B?\"},\"n\":2}");
        assertThat(reader.withColumns(ProblemColumns.DEFAULT.with("a.q", "n")).read(file).problems()).extracting(Problem::question)
                .containsExactly("A?", "B?");
    }

    @Test
    void aQuestionThatComesAgainIsDroppedAndCounted() throws IOException {
        var file = file("d.jsonl", "{\"question\":\"A  b?\",\"answer\":1}", "{\"question\":\"C?\",\"answer\":1}",
                "{\"question\":\" A b?\",\"answer\":\"01\"}", "{\"question\":\"A\\nb?\",\"answer\":2}");
        var set = reader.read(file);
        assertThat(set.problems()).extracting(Problem::id).containsExactly("d-01", "d-02");
        assertThat(set.rows()).isEqualTo(4);
        assertThat(set.duplicates()).isEqualTo(2);
        assertThat(set.conflicts()).singleElement().asString()
                .endsWith("d.jsonl:4: the question of d-01, which is kept, with another answer: 2 instead of 1");
        var all = reader.keepingDuplicates().read(file);
        assertThat(all.problems()).hasSize(4);
        assertThat(all.duplicates()).isZero();
    }

    @Test
    void aLimitCountsProblemsAndEndsTheReading() throws IOException {
        var file = file("d.jsonl", "{\"question\":\"A?\",\"answer\":1}", "{\"question\":\"A?\",\"answer\":1}",
                "{\"question\":\"B?\",\"answer\":2}", "never read");
        assertThat(reader.withLimit(2).read(file).problems()).extracting(Problem::question).containsExactly("A?", "B?");
        assertThatThrownBy(() -> reader.withLimit(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("limit");
    }

    @Test
    void csvFieldsMayHoldCommasQuotesAndLineBreaks() throws IOException {
        var file = file("a.csv", "ID,Question,Answer,Part", "1983-1,\"Let $x$, \"\"y\"\"", "be.\",60,", "1983-2,Plain,015,II");
        assertThat(reader.read(file).problems()).containsExactly(new Problem("1983-1", "Let $x$, \"y\"\nbe.", "60"),
                new Problem("1983-2", "Plain", "15"));
    }

    @Test
    void aJsonArrayIsReadToo() throws IOException {
        var file = file("a.json", "[{\"question\":\"A?\",\"answer\":1},", "{\"question\":\"B?\",\"answer\":2}]");
        assertThat(reader.read(file).problems()).extracting(Problem::answer).containsExactly("1", "2");
    }

    @Test
    void aBrokenLineIsNamedWithFileAndNumber() throws IOException {
        var file = file("b.jsonl", "{\"question\":\"A?\",\"answer\":1}", "{\"question\":\"B?\",\"answer\":");
        assertThatThrownBy(() -> reader.read(file)).isInstanceOf(DatasetException.class).hasMessageContaining("b.jsonl:2: is no valid JSON")
                .hasMessageContaining("{\"question\":\"B?\"");
    }

    @Test
    void aMissingColumnIsNamedWithWhatThereIs() throws IOException {
        assertThatThrownBy(() -> reader.read(file("b.jsonl", "{\"text\":\"A?\",\"answer\":1}")))
                .hasMessageContaining("b.jsonl:1: has no question")
                .hasMessageContaining("text");
        assertThatThrownBy(() -> reader.read(file("c.jsonl", "{\"question\":\"A?\",\"reply\":1}"))).hasMessageContaining("has no answer")
                .hasMessageContaining("reply");
        assertThatThrownBy(() -> reader.read(file("d.jsonl", "[1]", ""))).hasMessageContaining("JSON object");
        assertThatThrownBy(() -> reader.read(file("e.csv", "Question,Answer", "A?,1,2")))
                .hasMessageContaining("e.csv:2: has 3 fields, expected 2");
        assertThatThrownBy(() -> reader.read(file("f.csv", "Question,Answer", "\"A?,1"))).hasMessageContaining("line 2")
                .hasMessageContaining("never closed");
    }

    @Test
    void anAnswerThatIsNoNumberIsRefusedWhereNumbersAreRequired() throws IOException {
        var file = file("b.jsonl", "{\"question\":\"A?\",\"answer\":\"x+1\"}");
        assertThat(reader.read(file).problems()).hasSize(1);
        assertThatThrownBy(() -> reader.demandingNumbers().read(file))
                .hasMessageContaining("b.jsonl:1: the answer must be a number, got x+1");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> reader.read(folder)).isInstanceOf(DatasetException.class).hasMessageContaining("is a folder");
    }

    @Test
    void aByteOrderMarkIsNoText() throws IOException {
        assertThat(reader.read(file("bom.jsonl", "\uFEFF{\"question\":\"A?\",\"answer\":1}")).size()).isEqualTo(1);
        assertThat(reader.read(file("bom.json", "\uFEFF [{\"question\":\"A?\",\"answer\":1}]")).size()).isEqualTo(1);
    }

    @Test
    void bytesThatAreNoTextAreNamedAsSuch() throws IOException {
        for (var start : List.of("", "[")) {
            var file = folder.resolve("x.jsonl");
            var bytes = (start + "{\"question\":\"A?\"").getBytes(java.nio.charset.StandardCharsets.UTF_8);
            bytes = java.util.Arrays.copyOf(bytes, bytes.length + 1);
            bytes[bytes.length - 1] = (byte) 0xFF;
            Files.write(file, bytes);
            assertThatThrownBy(() -> reader.read(file)).isInstanceOf(DatasetException.class).hasMessageContaining("not UTF-8")
                    .hasMessageContaining(".parquet");
        }
    }

    @Test
    void anIdThatComesAgainGetsItsCount() throws IOException {
        var file = file("b.jsonl", "{\"id\":3,\"question\":\"A?\",\"answer\":1}", "{\"id\":3,\"question\":\"B?\",\"answer\":1}");
        assertThat(reader.read(file).problems()).extracting(Problem::id).containsExactly("b-3", "b-3#2");
    }

    @Test
    void aLenientReaderSkipsAndTells() throws IOException {
        var file = file("b.jsonl", "nonsense", "{\"question\":\"A?\",\"answer\":\"x\"}", "{\"question\":\"B?\",\"answer\":2}", "{}");
        var set = reader.demandingNumbers().skipping().read(file);
        assertThat(set.problems()).containsExactly(new Problem("b-03", "B?", "2"));
        assertThat(set.skipped()).hasSize(3).first().asString().contains("b.jsonl:1");
    }

    @Test
    void aBlankAnswerIsLeftOutAndTold() throws IOException {
        var set = reader.read(file("b.jsonl", "{\"question\":\"A?\",\"answer\":\" \"}", "{\"question\":\"B?\",\"answer\":null}",
                "{\"question\":\"C?\",\"answer\":1}"));
        assertThat(set.problems()).extracting(Problem::question).containsExactly("C?");
        assertThat(set.skipped()).hasSize(2).last().asString().endsWith("b.jsonl:2: the answer is blank: left out");
    }

    @Test
    void aFileWithoutProblemsIsNoSet() throws IOException {
        assertThatThrownBy(() -> reader.read(file("b.jsonl", ""))).hasMessageContaining("holds no problem");
        assertThatThrownBy(() -> reader.skipping().read(file("c.jsonl", "x"))).hasMessageContaining("holds no problem")
                .hasMessageContaining("c.jsonl:1");
    }

    @Test
    void writtenProblemsAreReadBack() throws IOException {
        var problems = List.of(new Problem("p/1", "What is \"1 + 1\"?\nTell.", "2", Map.of("level", "easy")),
                new Problem("p/2", "中文?", "x"));
        var file = folder.resolve("p.jsonl");
        ProblemWriter.write(problems, file);
        assertThat(reader.read(file).problems()).isEqualTo(problems);
    }

    @Test
    void aFailedWriteLeavesTheOldFile() throws IOException {
        var file = folder.resolve("p.jsonl");
        ProblemWriter.write(List.of(new Problem("p/1", "A?", "2")), file);
        assertThatThrownBy(() -> JsonLines.write(file, Stream.of("fine").map(row -> {
            throw new UncheckedIOException(new IOException("No space left on device"));
        }))).hasMessageContaining("No space left");
        assertThat(reader.read(file).problems()).hasSize(1);
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        var inFile = file.resolve("below.jsonl");
        assertThatThrownBy(() -> ProblemWriter.write(List.of(), inFile)).isInstanceOf(IOException.class);
    }

    @Test
    void answersAreNormalised() {
        assertThat(List.of(" 033 ", "000", "-007", "+5", "142.0", "3.50", "1,000,000", "1,00", "x = 05", "1e3", "a #### b #### 07",
                "\\boxed{204}",
                "$ \\boxed{ 033 } $", "\\boxed{1}, \\boxed{2}", "\\boxed{a}+{b}", "\\boxed{\\frac{1}{2}}", "$5$"))
                .extracting(AnswerText::normalise)
                .containsExactly("33", "0", "-7", "5", "142", "3.50", "1000000", "1,00", "x = 05", "1e3", "7", "204", "33",
                        "\\boxed{1}, \\boxed{2}",
                        "\\boxed{a}+{b}", "\\frac{1}{2}", "$5$");
    }
}
