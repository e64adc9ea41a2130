package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.ToolTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedExamplesTest {
    private static final SupervisedExample EXAMPLE = new SupervisedExample(new Problem("p-1", "Find 6.", "6", Map.of("level", "easy")),
            "<|user|>Find 6.<|assistant|>",
            List.of(new Span(Span.Kind.TEXT, "By code.\n"), new Span(Span.Kind.CODE, ToolTags.code("print(6)")),
                    new Span(Span.Kind.INTERPRETER, ToolTags.interpreter("6")), new Span(Span.Kind.TEXT, "\n"),
                    new Span(Span.Kind.ANSWER, ToolTags.answer("6"))));
    @TempDir
    Path folder;

    @Test
    void ourOwnFormLosesNothing() throws IOException {
        var corpus = new BaseCorpus(new MiniAime(), BaseMix.TOOL_BLEND, 1);
        var examples = new java.util.ArrayList<>(LongStream.range(0, 200).mapToObj(corpus::example).toList());
        examples.add(EXAMPLE);
        var file = folder.resolve("examples.jsonl");
        SupervisedExamples.write(examples, file);
        assertThat(SupervisedExamples.read(file)).isEqualTo(examples);
    }

    @Test
    void theChatFormIsCutIntoTheSameSpans() throws IOException {
        var file = folder.resolve("chat.jsonl");
        SupervisedExamples.writeMessages(List.of(EXAMPLE), file);
        assertThat(Files.readString(file)).contains("{\"role\":\"user\",\"content\":\"Find 6.\"}", "\"role\":\"assistant\"");
        assertThat(SupervisedExamples.read(file)).singleElement().satisfies(read -> {
            assertThat(read.spans()).isEqualTo(EXAMPLE.spans());
            assertThat(read.problem()).isEqualTo(new Problem("p-1", "Find 6.", "6"));
            assertThat(read.prompt()).isEqualTo("Find 6.");
        });
    }

    @Test
    void theAnswerOfAForeignRowIsItsBoxedOne() throws IOException {
        var file = folder.resolve("foreign.jsonl");
        Files.writeString(file,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role\":\"assistant\",\"content\":\"<answer>\\\\boxed{\\\\frac{1}{2}}</answer>\"}]}\n");
        assertThat(SupervisedExamples.read(file)).singleElement().extracting(e -> e.problem().answer()).isEqualTo("\\frac{1}{2}");
    }

    @Test
    void unusableRowsCanBeLeftOutAndAreTold() throws IOException {
        var file = folder.resolve("mixed.jsonl");
        SupervisedExamples.write(List.of(EXAMPLE), file);
        Files.writeString(file, Files.readString(file) + "{\n{\"text\":1}\n" + Files.readString(file));
        var content = SupervisedExamples.read(file, true);
        assertThat(content.examples()).containsExactly(EXAMPLE, EXAMPLE);
        assertThat(content.skipped()).hasSize(2).first().asString().contains("mixed.jsonl:2: is no valid JSON");
    }

    @Test
    void unusableLinesAreNamed() throws IOException {
        assertFails("{", "is no valid JSON");
        assertFails("{\"text\":1}", "expected the fields problem, prompt and spans, or messages, got the fields [text]");
        assertFails("{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}]}", "one user and one assistant message, got [user]");
        assertFails("{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"},{\"role\":\"assistant\",\"content\":\"hm\"}]}", "no_answer");
        assertFails("{\"problem\":{},\"prompt\":\"\",\"spans\":[{\"kind\":\"joke\"}]}", "unknown kind of span joke");
    }

    private void assertFails(String line, String message) throws IOException {
        var file = Files.writeString(folder.resolve("bad.jsonl"), "\n" + line + "\n");
        assertThatThrownBy(() -> SupervisedExamples.read(file)).isInstanceOf(DatasetException.class).hasMessageContaining("bad.jsonl:2: ")
                .hasMessageContaining(message);
    }
}
