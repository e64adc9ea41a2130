package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

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

    @Test
    void promptsInJsonArePythonFormatStrings(@TempDir Path folder) throws IOException {
        var file = folder.resolve("prompts.json");
        Files.writeString(file, "{\"a\": \"{{x}} {query} }}{{\", \"b\": \"{question}?\"}");
        assertThat(Prompt.of(file + "#a").render("1 + 1")).isEqualTo("{x} 1 + 1 }{");
        assertThat(Prompt.of(file + "#b").render("{query}")).isEqualTo("{query}?");
        assertThatThrownBy(() -> Prompt.of(file.toString())).hasMessageContaining("2 prompt templates").hasMessageContaining("#a");
        assertThatThrownBy(() -> Prompt.of(file + "#c")).hasMessageContaining("'c'").hasMessageContaining("[a, b]");
        assertThatThrownBy(() -> Prompt.of(folder + "/none.json")).hasMessageContaining("none.json").hasMessageContaining("read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{other}", "{}", "{query", "}", "{query!r}", "{query} {query}", "none"})
    void brokenFormatStringsAreRefused(String format, @TempDir Path folder) throws IOException {
        var file = folder.resolve("prompts.json");
        Files.writeString(file, JsonMapper.shared().writeValueAsString(Map.of("a", format)));
        assertThatThrownBy(() -> Prompt.of(file.toString())).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prompts.json");
    }

    @Test
    void theReleasedEvaluationsPromptIsReadAsItsAuthorsReadIt() {
        var prompt = Prompt.of(RealData.file("traces/retool_prompt_template.json").toString());
        assertThat(prompt.render("Find x.")).startsWith("Solve the following problem step by step. You now have")
                .contains(
                        "including necessary imports. \nEach code snippet is wrapped with `<code>\n```python\ncode snippet\n```\n</code>`.\n")
                .contains(
                        "in the format of \\boxed{answer}\n\nFind x.\n\n\nRemember to place the final answer in the last part using the format: \n")
                .endsWith("<answer>\n\\boxed{'The final answer goes here.'}\n</answer>").hasSize(867);
    }

    @Test
    void theRecipesPromptIsTheBareQuestionWithTheAnswersFormat() {
        assertThat(Prompt.of("verl").render("Find x."))
                .isEqualTo("Find x.\nThe answer format must be: \\boxed{'The final answer goes here.'}");
    }
}
