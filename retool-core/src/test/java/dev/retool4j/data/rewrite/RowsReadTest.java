package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.DatasetException;
import dev.retool4j.data.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsReadTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("rows.jsonl"), String.join("\n", lines));
    }

    @Test
    void textComesUnderItsUsualNames() throws IOException {
        assertThat(TextRows.read(file("{\"id\": \"a\", \"question\": \"1+1?\", \"answer\": \"2\", \"reasoning\": \"It is 2.\"}",
                "{\"problem\": \"2+2?\", \"solution\": \"It is \\\\boxed{4}\", \"answer\": \"4\"}",
                "{\"question\": \"3+3?\", \"answer\": \"3+3=<<3+3=6>>6\\n#### 6\"}", "{}"))).containsExactly(
                        new SourceRow(new Problem("a", "1+1?", "2"), "It is 2."),
                        new SourceRow(new Problem("rows-2", "2+2?", "4"), "It is \\boxed{4}"),
                        new SourceRow(new Problem("rows-3", "3+3?", "6"), "3+3=6"), new SourceRow(new Problem("rows-4", "", ""), ""));
    }

    @Test
    void notebooksAndFencesBecomeOurTags() throws IOException {
        var trace = "Let me see.\n" + ToolTags.code("1+1") + ToolTags.interpreter("2") + "\nSo \\boxed{2}.\n" + ToolTags.answer("2");
        var rows = ToolRows.read(file(
                "{\"id\": \"m\", \"messages\": [{\"role\": \"user\", \"content\": [{\"content\": \"1+1?\"}]}], \"ground_truth\": {\"answer\": \"2\"},"
                        + " \"debug_result\": [{\"role\": \"user\", \"content\": \"1+1?\"}, {\"role\": \"text\", \"content\": \"Let me see.\"},"
                        + " {\"role\": \"code\", \"content\": \"1+1\"}, {\"role\": \"execution\", \"content\": \"2\"},"
                        + " {\"role\": \"text\", \"content\": \"So \\\\boxed{2}.\"}, {\"role\": \"text\", \"content\": \"2\"}]}",
                "{\"idx\": 7, \"question\": \"1+1?\", \"gt\": \"2\","
                        + " \"code\": [\"Let me see.\\n```python\\n1+1\\n```\\n```output\\n2\\n```\\nSo \\\\boxed{2}.\"]}"));
        assertThat(rows).containsExactly(new SourceRow(new Problem("m", "1+1?", "2"), trace),
                new SourceRow(new Problem("rows-7", "1+1?", "2"),
                        trace));
    }

    @Test
    void aLineThatIsNoObjectIsNamed() {
        assertThatThrownBy(() -> TextRows.read(file("{}", "{\"a\""))).isInstanceOf(DatasetException.class)
                .hasMessageContaining("rows.jsonl:2")
                .hasMessageContaining("valid JSON");
        assertThatThrownBy(() -> ToolRows.read(file("[1]"))).isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected a JSON object");
        assertThatThrownBy(() -> TextRows.read(file(""))).isInstanceOf(DatasetException.class).hasMessageContaining("is empty");
    }

    @Test
    void aConversionPromptNeedsItsPlaces() throws IOException {
        var prompt = Files.writeString(folder.resolve("p.txt"), "{question} {reasoning} <revised_reasoning>");
        var row = new SourceRow(new Problem("a", "Q {reasoning}", "2"), "R {question}");
        assertThat(Prompts.of(prompt).convert(row)).isEqualTo("Q {reasoning} R {question} <revised_reasoning>");
        assertThat(Prompts.of(null).convert(row)).contains("Q {reasoning}").contains("R {question}");
        Files.writeString(prompt, "{question}");
        assertThatThrownBy(() -> Prompts.of(prompt)).hasMessageContaining("{reasoning}");
    }
}
