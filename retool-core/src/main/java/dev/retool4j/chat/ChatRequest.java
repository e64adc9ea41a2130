package dev.retool4j.chat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a chat template renders: a conversation and its circumstances. Values are of JSON's kinds.
///
/// @param messages         in the form of the chat APIs: `role`, `content`, and `tool_calls` where the assistant called a tool
/// @param tools            function schemas; empty for none
/// @param generationPrompt whether the text ends where the assistant's next turn begins
/// @param variables        what else the template may read, for example `enable_thinking`
/// @param now              what the template takes for the time, so that a prompt is the same every day
public record ChatRequest(List<Map<String, @Nullable Object>> messages, List<Map<String, Object>> tools, boolean generationPrompt,
        Map<String, Object> variables, LocalDateTime now) {

    /// Midnight of 26 July 2024, the date that Llama 3.1's own template falls back to.
    public static final LocalDateTime FIXED_TIME = LocalDateTime.of(2024, 7, 26, 0, 0);

    private static final List<String> REASONING = List.of("reasoning_content", "thinking", "reasoning");

    /// Copies the lists; reasoning is given under the names that templates look for, as Hugging Face does it.
    public ChatRequest {
        messages = messages.stream().map(ChatRequest::withReasoning).toList();
        tools = List.copyOf(tools);
        variables = Map.copyOf(variables);
    }

    /// A conversation without tools that the assistant continues.
    public static ChatRequest of(List<Map<String, @Nullable Object>> messages) {
        return new ChatRequest(messages, List.of(), true, Map.of(), FIXED_TIME);
    }

    public ChatRequest withTools(List<Map<String, Object>> value) {
        return new ChatRequest(messages, value, generationPrompt, variables, now);
    }

    public ChatRequest withGenerationPrompt(boolean value) {
        return new ChatRequest(messages, tools, value, variables, now);
    }

    public ChatRequest withVariables(Map<String, Object> value) {
        return new ChatRequest(messages, tools, generationPrompt, value, now);
    }

    public ChatRequest withNow(LocalDateTime value) {
        return new ChatRequest(messages, tools, generationPrompt, variables, value);
    }

    /// A message with a role and a text.
    public static Map<String, @Nullable Object> message(String role, String content) {
        var message = new LinkedHashMap<String, @Nullable Object>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    /// The assistant's call of a function.
    public static Map<String, @Nullable Object> call(String content, String function, Map<String, Object> arguments) {
        var message = message("assistant", content);
        message.put("tool_calls",
                new ArrayList<>(List.of(Map.of("type", "function", "id", CALL_ID, "function", function(function, arguments)))));
        return message;
    }

    /// The tool's answer to [#call].
    public static Map<String, @Nullable Object> result(String function, String content) {
        var message = message("tool", content);
        message.put("name", function);
        message.put("tool_call_id", CALL_ID);
        return message;
    }

    /// Nine characters, which Mistral's templates ask for.
    private static final String CALL_ID = "call00000";

    private static Map<String, Object> function(String name, Map<String, Object> arguments) {
        var function = new LinkedHashMap<String, Object>();
        function.put("name", name);
        function.put("arguments", arguments);
        return function;
    }

    private static Map<String, @Nullable Object> withReasoning(Map<String, @Nullable Object> message) {
        var reasoning = REASONING.stream().map(message::get).filter(java.util.Objects::nonNull).findFirst();
        if (reasoning.isEmpty()) return message;
        var named = new LinkedHashMap<String, @Nullable Object>();
        named.put("thinking", reasoning.get());
        named.putAll(message);
        named.put("reasoning_content", reasoning.get());
        return named;
    }
}
