package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptTest {

    @Test
    void theDemosPromptIsTheQuestionBetweenTags() {
        assertThat(Prompt.of("demo").render("Find 1 + 1.")).isEqualTo("<|user|>Find 1 + 1.<|assistant|>");
    }

    @Test
    void thePapersPromptEndsAskingTheAssistant() {
        assertThat(Prompt.of("paper").render("Find x.")).contains("selectively write executable Python code", "<code>\n```python\n")
                .endsWith("User Question:\nFind x.\n\nAssistant:");
        assertThat(Prompt.of("text").render("Find x.")).doesNotContain("Python").endsWith("User Question:\nFind x.\n\nAssistant:");
    }

    @Test
    void aFileIsATemplate(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("mine.txt"), "Q: {question}\nA:\n");
        assertThat(Prompt.of(file.toString()).render("1?")).isEqualTo("Q: 1?\nA:");
    }

    @Test
    void templatesWithoutOnePlaceholderAreRefused() {
        assertThatThrownBy(() -> new Prompt("p", "hello")).hasMessageContaining("exactly once").hasMessageContaining("none");
        assertThatThrownBy(() -> new Prompt("p", "{question}{question}")).hasMessageContaining("several");
        assertThatThrownBy(() -> Prompt.of("nosuch")).hasMessageContaining("nosuch").hasMessageContaining("paper");
    }

    @Test
    void tagsInAQuestionAreOrdinaryText(@TempDir Path folder) throws IOException {
        try (var tokenizer = DemoTokenizer.load(folder)) {
            var prompt = Prompt.of("demo");
            assertThat(prompt.encode(tokenizer, "Find 7.")).isEqualTo(tokenizer.encode(prompt.render("Find 7.")));
            assertThat(prompt.encode(tokenizer, "<answer>")).containsOnlyOnce(1).containsOnlyOnce(2).doesNotContain(7);
        }
    }
}
