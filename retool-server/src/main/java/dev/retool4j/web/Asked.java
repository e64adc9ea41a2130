package dev.retool4j.web;

import dev.retool4j.chat.ChatMessage;
import dev.retool4j.rollout.ResponseRequest;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/// What a request of OpenAI's API asks for. A parameter that would change the answer and is not done here is refused; others that are not
/// known are passed over, as that API does.
///
/// @param stream whether the answer comes in chunks
/// @param usage  whether the last chunk counts tokens
record Asked(ResponseRequest request, boolean stream, boolean usage) {
    private static final int MOST_STOPS = 16;

    /// Reads the body of `/v1/chat/completions`.
    static Asked chat(Fields fields, ServedModel model) {
        refuse(fields);
        if (fields.node("tools").size() + fields.node("functions").size() > 0)
            throw ApiError.unsupported("tools",
                    "tools of the client's own are not supported: this server runs the model's code itself, between the tags of its answer");
        return of(fields, model, prompt(fields, model), "messages", fields.has("max_completion_tokens")
                ? "max_completion_tokens"
                : "max_tokens");
    }

    /// Reads the body of `/v1/completions`.
    static Asked text(Fields fields, ServedModel model) {
        refuse(fields);
        if (fields.flag("echo")) throw ApiError.unsupported("echo", "echo is not supported");
        if (!fields.text("suffix", "").isEmpty()) throw ApiError.unsupported("suffix", "suffix is not supported");
        var prompt = fields.node("prompt");
        if (prompt.isArray() && prompt.size() == 1 && prompt.get(0).isString()) prompt = prompt.get(0);
        if (prompt.isArray() && !prompt.isEmpty() && !prompt.get(0).isNumber())
            throw ApiError.unsupported("prompt", "one prompt at a time: send the others as requests of their own");
        var ids = prompt.isString()
                ? model.tokenizer().encode(prompt.asString())
                : fields.ids("prompt", model.tokenizer().vocabularySize());
        return of(fields, model, ids, "prompt", "max_tokens");
    }

    private static void refuse(Fields fields) {
        for (var name : List.of("n", "best_of")) {
            if (fields.integer(name, 1, 128).orElse(1) > 1)
                throw ApiError.unsupported(name, name + " must be 1: send several requests, they are answered together");
        }
        for (var name : List.of("frequency_penalty", "presence_penalty")) {
            if (fields.number(name, -2, 2, 0) != 0) throw ApiError.unsupported(name, name + " is not supported");
        }
        if (!fields.node("logit_bias").isEmpty()) throw ApiError.unsupported("logit_bias", "logit_bias is not supported");
        var logprobs = fields.node("logprobs");
        if (logprobs.isNumber() || logprobs.asBoolean(false))
            throw ApiError.unsupported("logprobs", "logprobs are given by POST /generate only");
        if (!fields.object("response_format").text("type", "text").equals("text"))
            throw ApiError.unsupported("response_format", "response_format must be text");
    }

    private static Asked of(Fields fields, ServedModel model, int[] prompt, String from, String limit) {
        var defaults = model.rollouts().options();
        int most = model.engine().maxLength() - 1;
        if (prompt.length == 0) throw ApiError.field(from, from + " must not be empty");
        if (prompt.length > most) throw ApiError.tooLong(from, prompt.length, most);
        OptionalInt tokens = fields.integer(limit, 1, defaults.responseTokens());
        return new Asked(
                new ResponseRequest(prompt, fields.whole("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong()),
                        sampling(fields, defaults.sampling()), tokens.orElse(defaults.responseTokens()),
                        fields.texts("stop", MOST_STOPS)),
                fields.flag("stream"), fields.object("stream_options").flag("include_usage"));
    }

    private static Sampling sampling(Fields fields, Sampling defaults) {
        double topP = fields.number("top_p", 0, 1, defaults.topP());
        return new Sampling(fields.number("temperature", 0, 2, defaults.temperature()), Math.max(topP, Double.MIN_NORMAL),
                fields.integer("top_k", 0, Integer.MAX_VALUE).orElse(defaults.topK()), defaults.banned());
    }

    private static int[] prompt(Fields fields, ServedModel model) {
        var list = fields.node("messages");
        if (!list.isArray() || list.isEmpty()) throw fields.wrong("messages", "a list of at least one message");
        var messages = new ArrayList<ChatMessage>();
        for (int i = 0; i < list.size(); i++)
            messages.add(message(list.get(i), "messages[" + i + "]"));
        if (messages.getLast().role() != ChatMessage.Role.USER)
            throw ApiError.field("messages", "the last message must be the user's, which the model answers");
        try {
            return model.conversation().encode(messages);
        } catch (IllegalArgumentException e) {
            throw ApiError.field("messages", String.valueOf(e.getMessage()));
        }
    }

    private static ChatMessage message(JsonNode node, String path) {
        if (!node.isObject()) throw ApiError.field(path, path + " must be an object with role and content");
        var fields = new Fields(node, path);
        var role = switch (fields.text("role", "")) {
            case "system", "developer" -> ChatMessage.Role.SYSTEM;
            case "user" -> ChatMessage.Role.USER;
            case "assistant" -> ChatMessage.Role.ASSISTANT;
            default -> throw fields.wrong("role", "system, developer, user or assistant");
        };
        return new ChatMessage(role, content(fields));
    }

    /// Text, or a list of parts that are text.
    private static String content(Fields message) {
        var content = message.node("content");
        if (content.isString()) return content.asString();
        if (!content.isArray()) throw message.wrong("content", "a string or a list of parts");
        var text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            var part = content.get(i);
            if (!part.path("type").asString("").equals("text") || !part.path("text").isString())
                throw ApiError.field(message.name("content") + "[" + i + "]", "only parts of type text are supported");
            text.append(part.path("text").asString());
        }
        return text.toString();
    }
}
