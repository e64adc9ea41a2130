package dev.retool4j.web;

import dev.retool4j.data.Span;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a response is told in the form of OpenAI's API, whole or in chunks. What that API has not: `stop_reason` of a choice, and
/// `code_calls` and `interpreter_tokens` of the usage.
///
/// @param created seconds since 1970
record Answer(Kind kind, String id, long created, ServedModel model) {
    /// The two forms of answers.
    enum Kind {
        /// messages: `/v1/chat/completions`
        CHAT,
        /// text: `/v1/completions`
        TEXT
    }

    /// The whole answer.
    Map<String, Object> whole(String text, Trajectory trajectory) {
        var choice = choice();
        if (kind == Kind.CHAT) {
            var message = new LinkedHashMap<String, @Nullable Object>();
            message.put("role", "assistant");
            message.put("content", text);
            message.put("refusal", null);
            choice.put("message", message);
        } else {
            choice.put("text", text);
        }
        ended(choice, trajectory);
        var answer = head(kind == Kind.CHAT ? "chat.completion" : "text_completion", List.of(choice));
        answer.put("usage", usage(trajectory));
        return answer;
    }

    /// What a stream begins with; nothing for text.
    List<Map<String, Object>> begin() {
        return kind == Kind.CHAT ? List.of(chunk(Map.of("role", "assistant", "content", ""), null)) : List.of();
    }

    Map<String, Object> piece(String text) {
        return chunk(Map.of("content", text), null);
    }

    Map<String, Object> end(Trajectory trajectory) {
        return chunk(Map.of(), trajectory);
    }

    /// The last chunk where usage is asked for: without a choice.
    Map<String, Object> usageChunk(Trajectory trajectory) {
        var chunk = head(kind == Kind.CHAT ? "chat.completion.chunk" : "text_completion", List.of());
        chunk.put("usage", usage(trajectory));
        return chunk;
    }

    private Map<String, Object> chunk(Map<String, String> delta, @Nullable Trajectory trajectory) {
        var choice = choice();
        if (kind == Kind.CHAT) choice.put("delta", delta);
        else
            choice.put("text", delta.getOrDefault("content", ""));
        if (trajectory != null) ended(choice, trajectory);
        return head(kind == Kind.CHAT ? "chat.completion.chunk" : "text_completion", List.of(choice));
    }

    private Map<String, Object> head(String object, List<?> choices) {
        var head = new LinkedHashMap<String, Object>();
        head.put("id", id);
        head.put("object", object);
        head.put("created", created);
        head.put("model", model.name());
        head.put("system_fingerprint", model.version());
        head.put("choices", choices);
        return head;
    }

    private static Map<String, @Nullable Object> choice() {
        var choice = new LinkedHashMap<String, @Nullable Object>();
        choice.put("index", 0);
        choice.put("logprobs", null);
        choice.put("finish_reason", null);
        return choice;
    }

    private static void ended(Map<String, @Nullable Object> choice, Trajectory trajectory) {
        choice.put("finish_reason", finish(trajectory.stop()));
        choice.put("stop_reason", trajectory.stop().name().toLowerCase(Locale.ROOT));
    }

    private static String finish(StopReason reason) {
        return switch (reason) {
            case ANSWERED, END_OF_TEXT, MALFORMED_CALL -> "stop";
            case TURN_LENGTH, RESPONSE_LENGTH, CODE_CALL_LIMIT, INTERPRETER_OUTPUT_TOO_LONG, TIME_OUT -> "length";
            case INTERPRETER_FAILURE -> throw ApiError.failed("interpreter_failed", "the interpreter failed, not the program: try again");
            case ENGINE_FAILURE -> throw ApiError.failed("engine_failed", "the server that generates failed: try again");
            case ABORTED -> throw ApiError.draining();
        };
    }

    private static Map<String, Object> usage(Trajectory trajectory) {
        var usage = new LinkedHashMap<String, Object>();
        usage.put("prompt_tokens", trajectory.prompt().length);
        usage.put("completion_tokens", trajectory.length());
        usage.put("total_tokens", trajectory.prompt().length + trajectory.length());
        usage.put("code_calls", trajectory.calls().size());
        usage.put("interpreter_tokens", trajectory.segments().stream().filter(s -> s.kind() == Span.Kind.INTERPRETER)
                .mapToInt(s -> s.end() - s.begin()).sum());
        return usage;
    }
}
