package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.ChatRequest;
import dev.retool4j.chat.ChatTemplate;
import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.ToolCallMessages;
import dev.retool4j.chat.ToolProtocol;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.Problem;
import dev.retool4j.data.RealData;
import dev.retool4j.data.Span;
import dev.retool4j.data.Span.Kind;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.data.UnusableExampleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fine-tuning sees what a rollout sees whose policy writes just this: the same tokens, the same mask.
class SupervisedExampleRolloutTest {
    private static final String FIRST = "from math import comb\nprint(comb(10, 3))  # \"ü\" \\n", SECOND = "print(120 // 0)";
    private static final List<String> OUTPUTS = List.of("120",
            "ZeroDivisionError: integer division or modulo by zero\n </interpreter> <</>>");
    private static final SupervisedExample EXAMPLE = new SupervisedExample(new Problem("p", "Find 10 choose 3.", "120"),
            "Use <code> tags. Find 10 choose 3.",
            List.of(new Span(Kind.TEXT, "Let me run it: 日本.\n"), new Span(Kind.CODE, ToolTags.code(FIRST)),
                    new Span(Kind.INTERPRETER, ToolTags.interpreter(OUTPUTS.getFirst())), new Span(Kind.TEXT, "\n"),
                    new Span(Kind.CODE, ToolTags.code(SECOND)), new Span(Kind.INTERPRETER, ToolTags.interpreter(OUTPUTS.getLast())),
                    new Span(Kind.TEXT, "\nSo it is 120.\n"), new Span(Kind.ANSWER, ToolTags.answer("120"))));
    /// In the form of Hermes and Qwen.
    private static final String QWEN = """
            {%- if tools %}{{- '<|im_start|>system\\n' + tools | tojson + '<|im_end|>\\n' }}{% endif %}
            {%- for m in messages %}
                {%- if m.role == 'tool' %}{{- '<|im_start|>user\\n<tool_response>\\n' + m.content + '\\n</tool_response><|im_end|>\\n' }}
                {%- else %}
                    {{- '<|im_start|>' + m.role }}{{- '\\n' + m.content if m.content }}
                    {%- for c in m.tool_calls %}
                        {{- '\\n<tool_call>\\n{"name": "' + c.function.name + '", "arguments": ' + c.function.arguments | tojson + '}\\n</tool_call>' }}
                    {%- endfor %}
                    {{- '<|im_end|>\\n' }}
                {%- endif %}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}""";

    @TempDir
    Path folder;

    private static ChatOptions chat(ToolProtocol.Kind protocol) {
        return ChatOptions.DEFAULT.withProtocol(protocol);
    }

    private HuggingFaceTokenizer withOurTemplate() throws IOException {
        var specials = List.of("<</>>", "<<user>>", "<<system>>", "<<assistant>>", "<<results>>", "<tool_call>", "</tool_call>");
        new BpeTrainer(600, 2, specials).train(List.of(EXAMPLE.response().repeat(3), Prompt.of("verl").template())).write(folder);
        try (var in = Objects.requireNonNull(
                SupervisedExampleRolloutTest.class.getResourceAsStream("/dev/retool4j/chat/templates/merged-results.jinja"))) {
            Files.write(folder.resolve("chat_template.jinja"), in.readAllBytes());
        }
        return HuggingFaceTokenizer.load(folder);
    }

    private HuggingFaceTokenizer qwens() throws IOException {
        for (var name : List.of("vocab.json", "merges.txt", "tokenizer_config.json"))
            Files.copy(RealData.file("tokenizer/qwen2/" + name), folder.resolve(name));
        Files.writeString(folder.resolve("generation_config.json"), "{\"eos_token_id\": [151645, 151643]}");
        Files.writeString(folder.resolve("chat_template.jinja"), QWEN);
        return HuggingFaceTokenizer.load(folder);
    }

    /// What the policy writes in the example, written in a rollout.
    private static Trajectory rollout(TokenizedExample example, HuggingFaceTokenizer tokenizer, String prompt, ChatOptions chat) {
        var sampled = IntStream.range(0, example.length()).filter(i -> example.lossMask()[i]).map(i -> example.tokens()[i]).toArray();
        var outputs = new ArrayDeque<>(OUTPUTS);
        var interpreter = FakeInterpreter.printing(code -> outputs.remove());
        var options = RolloutOptions.DEFAULT.withPrompt(prompt).withChat(chat);
        var trajectory = new InterleavedRollout(new ReplayingEngine(tokenizer, sampled), interpreter, options)
                .collect(List.of(EXAMPLE.problem()), 1, 0, "t").getFirst();
        assertThat(interpreter.ran()).containsExactly(FIRST, SECOND);
        assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWERED);
        return trajectory;
    }

    private static void assertSame(TokenizedExample example, Trajectory trajectory) {
        int prompt = trajectory.prompt().length, whole = prompt + trajectory.length();
        assertThat(Arrays.copyOf(example.tokens(), prompt)).isEqualTo(trajectory.prompt());
        assertThat(Arrays.copyOfRange(example.tokens(), prompt, whole)).isEqualTo(trajectory.tokens());
        assertThat(Arrays.copyOf(example.lossMask(), prompt)).containsOnly(false);
        assertThat(Arrays.copyOfRange(example.lossMask(), prompt, whole)).isEqualTo(trajectory.lossMask());
    }

    private static void toolCalls(HuggingFaceTokenizer tokenizer, String end) {
        var chat = chat(ToolProtocol.Kind.TOOL_CALLS);
        var conversation = new Conversation(Prompt.of("verl"), chat, tokenizer, true);
        var example = TokenizedExample.of(EXAMPLE, conversation.encode(EXAMPLE.problem().question()), conversation, tokenizer);
        var trajectory = rollout(example, tokenizer, "verl", chat);
        assertSame(example, trajectory);
        assertThat(example.length()).isEqualTo(trajectory.prompt().length + trajectory.length());

        // and that is what the template makes of the conversation
        var messages = List.of(ChatRequest.message("user", Prompt.of("verl").render("Find 10 choose 3.")),
                ChatRequest.call("Let me run it: 日本.", ToolCallMessages.FUNCTION, Map.of("code", FIRST)),
                ChatRequest.result(ToolCallMessages.FUNCTION, OUTPUTS.getFirst()),
                ChatRequest.call("", ToolCallMessages.FUNCTION, Map.of("code", SECOND)),
                ChatRequest.result(ToolCallMessages.FUNCTION, OUTPUTS.getLast()),
                ChatRequest.message("assistant", "So it is 120.\n\\boxed{120}"));
        var rendered = tokenizer.chatTemplate().orElseThrow()
                .render(ChatRequest.of(messages).withTools(List.of(ToolCallMessages.SCHEMA)).withGenerationPrompt(false));
        assertThat(tokenizer.decode(example.tokens()) + "\n").isEqualTo(rendered);
        assertThat(rendered).endsWith(end + "\n");
    }

    @Test
    void toolCallsWithOurTemplate() throws IOException {
        try (var tokenizer = withOurTemplate()) {
            toolCalls(tokenizer, "<</>>");
        }
    }

    @Test
    void toolCallsWithQwensVocabulary() throws IOException {
        try (var tokenizer = qwens()) {
            toolCalls(tokenizer, "<|im_end|>");
        }
    }

    /// A rollout ends with the answer's closing tag; fine-tuning adds the token that ends a response.
    @Test
    void inlineTagsInTheChatTemplate() throws IOException {
        try (var tokenizer = withOurTemplate()) {
            var chat = chat(ToolProtocol.Kind.INLINE);
            var conversation = new Conversation(Prompt.of("paper"), chat, tokenizer, true);
            var example = TokenizedExample.of(EXAMPLE, conversation.encode(EXAMPLE.problem().question()), conversation, tokenizer);
            var trajectory = rollout(example, tokenizer, "paper", chat);
            assertSame(example, trajectory);
            assertThat(example.length()).isEqualTo(trajectory.prompt().length + trajectory.length() + 1);
            assertThat(example.tokens()[example.length() - 1]).isEqualTo(tokenizer.endOfText());
            assertThat(example.lossMask()[example.length() - 1]).isTrue();
        }
    }

    @Test
    void examplesThatCannotBeCallsSayWhy() throws IOException {
        try (var tokenizer = withOurTemplate()) {
            var conversation = new Conversation(Prompt.of("verl"), chat(ToolProtocol.Kind.TOOL_CALLS), tokenizer, true);
            var output = new Span(Kind.INTERPRETER, ToolTags.interpreter("1"));
            Map.of("spells a special token", List.of(new Span(Kind.TEXT, "</tool_call>")), //
                    "holds no Python source", List.of(new Span(Kind.CODE, ToolTags.code(" ")), output), //
                    "has no interpreter output", List.of(new Span(Kind.CODE, ToolTags.code("1"))), //
                    "follows no code", List.of(output)).forEach(
                            (why, spans) -> assertThatExceptionOfType(UnusableExampleException.class)
                                    .isThrownBy(
                                            () -> TokenizedExample.of(new SupervisedExample(EXAMPLE.problem(), "?", spans), new int[]{1},
                                                    conversation, tokenizer))
                                    .withMessageContaining("problem p").withMessageContaining(why));
            var evaluation = new Conversation(Prompt.of("paper"), chat(ToolProtocol.Kind.RETOOL), tokenizer, true);
            assertThatThrownBy(() -> TokenizedExample.of(EXAMPLE, new int[]{1}, evaluation, tokenizer))
                    .hasMessageContaining("inline or tool_calls");
        }
    }

    @Test
    void aTemplateThatOpensATurnOtherwiseIsRefused() {
        var template = new ChatTemplate("""
                {%- for m in messages %}{{- '<|' + m.role + '|>' + m.content }}
                    {%- for c in m.tool_calls %}{{- '<tool_call>' + c.function | tojson + '</tool_call>' }}{% endfor %}{{- '<|end|>' }}
                {%- endfor %}{% if add_generation_prompt %}<|assistant|><think>{% endif %}""", Map.of());
        var tokenizer = new TinyTokenizer(List.of(TinyTokenizer.END, "<tool_call>", "</tool_call>"), template);
        var conversation = new Conversation(Prompt.of("verl"), chat(ToolProtocol.Kind.TOOL_CALLS), tokenizer, true);
        assertThatThrownBy(() -> TokenizedExample.of(EXAMPLE, new int[]{1}, conversation, tokenizer))
                .hasMessageContaining("otherwise than it opens one");
    }
}
