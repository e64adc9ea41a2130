package dev.retool4j.chat;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a problem becomes a conversation, and how policy and interpreter speak in it.
///
/// @param protocol  the tool protocol; default `inline`, the paper's tags. Its released checkpoints were evaluated with `retool`, verl's recipe
///                  trains with `tool_calls`
/// @param malformed what is done about a call without a program that could be run; default `feedback` (the paper's evaluation feeds back
///                  `None`, verl's recipe ends the trajectory)
/// @param template  `auto`: the chat template that the model came with, or none where it has none; `none`: the prompt as it is; otherwise a
///                  Jinja file. Default `auto`
/// @param system    a system message before the prompt; default empty: none, so that the template's own default stands
/// @param thinking  what a template is told as `enable_thinking`; default `model`: nothing
/// @param date      the day that a template takes for today, so that a prompt is the same every day; default 2024-07-26
public record ChatOptions(ToolProtocol.Kind protocol, ToolProtocol.Malformed malformed, String template, String system, Thinking thinking,
        String date) {

    /// Whether a model that can think before it answers does so.
    public enum Thinking {
        /// as the model's template has it
        MODEL,
        /// `enable_thinking` is true
        ON,
        /// `enable_thinking` is false
        OFF
    }

    public static final String AUTO = "auto";
    public static final String NONE = "none";
    public static final ChatOptions DEFAULT = new ChatOptions(ToolProtocol.Kind.INLINE, ToolProtocol.Malformed.FEEDBACK, AUTO, "",
            Thinking.MODEL, ChatRequest.FIXED_TIME.toLocalDate().toString());

    public ChatOptions {
        if (template.isBlank()) throw new IllegalArgumentException("template must be auto, none or a file, got nothing");
        if (template.equals(NONE) && protocol == ToolProtocol.Kind.TOOL_CALLS)
            throw new IllegalArgumentException("protocol=tool_calls needs a chat template, but template is none");
        if (template.equals(NONE) && !system.isEmpty())
            throw new IllegalArgumentException("a system message needs a chat template, but template is none");
        try {
            LocalDate.parse(date);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("date must be a day such as 2024-07-26, got " + date, e);
        }
    }

    public ChatOptions withProtocol(ToolProtocol.Kind value) {
        return new ChatOptions(value, malformed, template, system, thinking, date);
    }

    public ChatOptions withMalformed(ToolProtocol.Malformed value) {
        return new ChatOptions(protocol, value, template, system, thinking, date);
    }

    public ChatOptions withTemplate(String value) {
        return new ChatOptions(protocol, malformed, value, system, thinking, date);
    }

    public ChatOptions withSystem(String value) {
        return new ChatOptions(protocol, malformed, template, value, thinking, date);
    }

    public ChatOptions withThinking(Thinking value) {
        return new ChatOptions(protocol, malformed, template, system, value, date);
    }

    /// What templates are told besides the conversation.
    Map<String, Object> variables() {
        var variables = new LinkedHashMap<String, Object>();
        if (thinking != Thinking.MODEL) variables.put("enable_thinking", thinking == Thinking.ON);
        return variables;
    }
}
