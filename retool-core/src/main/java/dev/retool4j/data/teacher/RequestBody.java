package dev.retool4j.data.teacher;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Writes requests as the OpenAI chat protocol has them, and names them by their content.
final class RequestBody {
    private final TeacherOptions options;

    RequestBody(TeacherOptions options) {
        this.options = options;
    }

    /// The body of `POST /chat/completions`, asking for a stream that ends with the usage.
    String json(TeacherRequest request) {
        var body = content(request);
        body.put("stream", true);
        body.put("stream_options", Map.of("include_usage", true));
        return JsonMapper.shared().writeValueAsString(body);
    }

    /// SHA-256 of everything that the answer depends on: model, messages, sampling, extra fields. Where it is sent to is not part of it.
    String key(TeacherRequest request) {
        try {
            var content = JsonMapper.shared().writeValueAsBytes(content(request));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Map<String, Object> content(TeacherRequest request) {
        var body = new LinkedHashMap<String, Object>();
        body.put("model", Objects.requireNonNull(options.model(), "a model is chosen before anything is asked"));
        body.put("messages", request.messages().stream().map(RequestBody::message).toList());
        body.put("temperature", options.temperature());
        if (options.maxTokens() > 0) body.put("max_tokens", options.maxTokens());
        body.put("seed", request.seed());
        options.extra().forEach((name, value) -> body.put(name, parsed(value)));
        return body;
    }

    private static Map<String, String> message(TeacherRequest.Message message) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("role", message.role());
        fields.put("content", wellFormed(message.content()));
        return fields;
    }

    /// JSON carries no half surrogate pairs.
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /// The value as JSON; what is none is text.
    private static Object parsed(String value) {
        try {
            return JsonMapper.shared().readTree(value);
        } catch (JacksonException e) {
            return value;
        }
    }
}
