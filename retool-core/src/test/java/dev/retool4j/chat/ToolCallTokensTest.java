package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Prompt, sampled turn and environment, each encoded by itself, give the tokens of the whole conversation.
class ToolCallTokensTest {
    private static final String PROGRAM = "from math import comb\nprint(comb(10, 3))  # \"ü\"";

    @Test
    void piecesGiveTheTokensOfTheWholeWithOurTemplate(@TempDir Path folder) throws IOException {
        var specials = List.of("<</>>", "<<user>>", "<<system>>", "<<assistant>>", "<<results>>", "<tool_call>", "</tool_call>");
        new BpeTrainer(600, 2, specials).train(DemoTokenizer.corpus()).write(folder);
        try (var in = Objects.requireNonNull(ChatTemplateGoldenTest.class.getResourceAsStream("templates/merged-results.jinja"))) {
            Files.write(folder.resolve("chat_template.jinja"), in.readAllBytes());
        }
        compare(folder, "<</>>");
    }

    /// Qwen's base models: the tokenizer names another end than the chat template writes, and generation stops at both.
    @Test
    void theTemplatesEndOfATurnMayBeAnyOfTheTokensThatEndAResponse(@TempDir Path folder) throws IOException {
        var specials = List.of("<<end of text>>", "<</>>", "<<user>>", "<<system>>", "<<assistant>>", "<<results>>", "<tool_call>",
                "</tool_call>");
        new BpeTrainer(600, 2, specials).train(DemoTokenizer.corpus()).write(folder);
        try (var in = Objects.requireNonNull(ChatTemplateGoldenTest.class.getResourceAsStream("templates/merged-results.jinja"))) {
            Files.write(folder.resolve("chat_template.jinja"), in.readAllBytes());
        }
        assertThatThrownBy(() -> compare(folder, "<</>>")).hasMessageContaining("does not end the assistant's turn")
                .hasMessageContaining("[<<end of text>>]");
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [1, 0]}");
        compare(folder, "<</>>");
    }

    @Test
    void piecesGiveTheTokensOfTheWholeWithQwensOwnFiles(@TempDir Path folder) throws IOException {
        var template = RealData.file("chat-templates/qwen2.5.jinja");
        Files.copy(template, folder.resolve("chat_template.jinja"));
        for (var name : List.of("vocab.json", "merges.txt"))
            Files.copy(RealData.file("tokenizer/qwen2/" + name), folder.resolve(name));
        Files.copy(RealData.file("tokenizer/qwen2/tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [151645, 151643]}");
        compare(folder, "<|im_end|>");
    }

    /// @param end what the template ends a turn with
    private static void compare(Path folder, String end) throws IOException {
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            var conversation = new Conversation(Prompt.of("verl"), ChatOptions.DEFAULT.withProtocol(ToolProtocol.Kind.TOOL_CALLS),
                    tokenizer,
                    true);
            for (var output : List.of("120", "", "\n\n 5", "Traceback:\n  x\n", "üß 😀", "<answer>")) {
                var question = ChatRequest.message("user", Prompt.of("verl").render("Find 10 choose 3."));
                var call = ChatRequest.call("Let me run it.", ToolCallMessages.FUNCTION, Map.of("code", PROGRAM));
                var request = ChatRequest.of(List.of(question, call, ChatRequest.result(ToolCallMessages.FUNCTION, output)))
                        .withTools(List.of(ToolCallMessages.SCHEMA));
                var template = tokenizer.chatTemplate().orElseThrow();
                var whole = template.render(request);

                var prompt = conversation.encode("Find 10 choose 3.");
                var rest = whole.substring(tokenizer.decode(prompt).length());
                var sampled = tokenizer.encode(rest.substring(0, rest.indexOf(end) + end.length()));
                var reading = conversation.protocol().read(new TurnText(tokenizer, sampled), null, true);
                assertThat(reading).isInstanceOfSatisfying(ToolProtocol.Called.class,
                        called -> assertThat(called.source()).hasValue(PROGRAM));
                var environment = conversation.protocol().insertion(tokenizer, new TurnText(tokenizer, sampled), output).tokens();
                var pieces = IntStream.concat(IntStream.concat(IntStream.of(prompt), IntStream.of(sampled)), IntStream.of(environment));
                assertThat(pieces.toArray()).as(output).isEqualTo(tokenizer.encode(whole));
            }
        }
    }
}
