package dev.retool4j.chat;

import dev.retool4j.chat.jinja.JinjaTemplate;
import dev.retool4j.chat.jinja.TemplateException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A model's own chat template, as its folder brings it. Renders what Hugging Face's `apply_chat_template` renders, to the byte.
public final class ChatTemplate {
    /// The special tokens that templates may name.
    private static final java.util.List<String> TOKENS = java.util.List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token",
            "cls_token", "mask_token");

    private final String source;
    private final JinjaTemplate template;
    private final Map<String, String> tokens;

    /// @param source the Jinja template
    /// @param tokens spellings of special tokens by the name that templates use, for example `bos_token`
    /// @throws TemplateException with the line, for what is wrong or not supported
    public ChatTemplate(String source, Map<String, String> tokens) {
        this.source = source;
        this.template = JinjaTemplate.parse(source);
        this.tokens = Map.copyOf(tokens);
    }

    /// The template of a model folder: `chat_template.jinja`, or `chat_template` in `tokenizer_config.json` (of several the one named
    /// `default`); empty if it has none.
    ///
    /// @throws TemplateException        with the line, for what is wrong with the template or not supported
    /// @throws IllegalArgumentException if `tokenizer_config.json` is no JSON
    public static Optional<ChatTemplate> load(Path folder) throws IOException {
        var config = config(folder);
        var separate = folder.resolve("chat_template.jinja");
        var source = Files.exists(separate) ? Files.readString(separate) : source(config.path("chat_template"));
        return source == null ? Optional.empty() : Optional.of(new ChatTemplate(source, tokens(config)));
    }

    /// The special tokens of a model folder by the names that templates use.
    static Map<String, String> tokens(Path folder) throws IOException {
        return tokens(config(folder));
    }

    private static JsonNode config(Path folder) throws IOException {
        var file = folder.resolve("tokenizer_config.json");
        if (!Files.exists(file)) return JsonMapper.shared().createObjectNode();
        try {
            return JsonMapper.shared().readTree(Files.readString(file));
        } catch (tools.jackson.core.JacksonException e) {
            throw new IllegalArgumentException(file.toAbsolutePath() + " is no valid JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static @Nullable String source(JsonNode template) {
        if (template.isString()) return template.asString();
        for (var named : template) {
            if (named.path("name").asString("").equals("default")) return named.path("template").asString("");
        }
        return null;
    }

    private static Map<String, String> tokens(JsonNode config) {
        var tokens = new HashMap<String, String>();
        for (var name : TOKENS) {
            var token = config.path(name);
            var spelling = token.isObject() ? token.path("content").asString("") : token.isString() ? token.asString() : "";
            if (!spelling.isEmpty()) tokens.put(name, spelling);
        }
        return tokens;
    }

    /// The conversation as one text, special tokens spelled out.
    ///
    /// @throws TemplateException for what the template refuses, with its own words
    public String render(ChatRequest request) {
        return rendered(request).text();
    }

    /// The same, with what the template marks as written by the assistant.
    public JinjaTemplate.Rendered rendered(ChatRequest request) {
        var variables = new LinkedHashMap<String, @Nullable Object>(tokens);
        variables.putAll(request.variables());
        variables.put("messages", request.messages());
        variables.put("tools", request.tools().isEmpty() ? null : request.tools());
        variables.put("documents", null);
        variables.put("add_generation_prompt", request.generationPrompt());
        return template.render(variables, request.now());
    }

    /// The first 16 hexadecimal digits of the template's SHA-256, which tell two evaluations' templates apart.
    public String hash() {
        return hash(source);
    }

    static String hash(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
