package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A byte-level BPE tokenizer in its older form, `vocab.json` and `merges.txt`, put into the form of a `tokenizer.json`. How text is cut
/// into pieces stands in neither file: it follows from `tokenizer_class` in `tokenizer_config.json`.
///
/// Added tokens come from `added_tokens_decoder` there, else from `added_tokens.json`, else they are the special tokens of the
/// configuration that the vocabulary holds.
final class VocabularyFiles {
    private static final List<String> SPECIAL = List.of("bos_token", "eos_token", "unk_token", "pad_token");

    private final Path folder;
    private final JsonNode config;
    private final JsonNode vocabulary;

    private VocabularyFiles(Path folder, JsonNode config) throws IOException {
        this.folder = folder;
        this.config = config;
        this.vocabulary = JsonMapper.shared().readTree(Files.readString(folder.resolve("vocab.json")));
    }

    static boolean in(Path folder) {
        return Files.exists(folder.resolve("vocab.json")) && Files.exists(folder.resolve("merges.txt"));
    }

    /// @param config `tokenizer_config.json`, or null where there is none
    static JsonNode tokenizerJson(Path folder, @Nullable JsonNode config) throws IOException {
        return new VocabularyFiles(folder, config == null ? JsonMapper.shared().createObjectNode() : config).json();
    }

    private JsonNode json() throws IOException {
        var root = new LinkedHashMap<String, Object>();
        root.put("version", "1.0");
        root.put("added_tokens", addedTokens());
        var kind = config.path("tokenizer_class").asString("?").replace("Fast", "");
        switch (kind) {
            case "Qwen2Tokenizer" -> {
                root.put("normalizer", Map.of("type", "NFC"));
                var split = Map.of("type", "Split", "pattern", Map.of("Regex", PreTokenization.QWEN2.expression()), "behavior", "Isolated",
                        "invert", false);
                root.put("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", List.of(split, byteLevel(false))));
            }
            case "GPT2Tokenizer" -> root.put("pre_tokenizer", byteLevel(true));
            default ->
                throw new IllegalArgumentException("the tokenizer in " + folder.toAbsolutePath() + " has vocab.json and merges.txt and"
                        + " tokenizer_class " + kind
                        + ", and only Qwen2Tokenizer and GPT2Tokenizer say how those are used: add its tokenizer.json");
        }
        root.put("decoder", byteLevel(true));
        root.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", merges()));
        return JsonMapper.shared().valueToTree(root);
    }

    private Map<String, Object> byteLevel(boolean pieces) {
        return Map.of("type", "ByteLevel", "add_prefix_space", config.path("add_prefix_space").asBoolean(false), "trim_offsets", false,
                "use_regex", pieces);
    }

    private List<String> merges() throws IOException {
        return Files.readAllLines(folder.resolve("merges.txt")).stream().filter(line -> !line.isEmpty() && !line.startsWith("#version"))
                .toList();
    }

    private List<Map<String, Object>> addedTokens() throws IOException {
        var byId = new TreeMap<Integer, Map<String, Object>>();
        for (var entry : config.path("added_tokens_decoder").properties()) {
            var token = entry.getValue();
            var flags = new LinkedHashMap<String, Object>();
            for (var flag : List.of("single_word", "lstrip", "rstrip", "normalized", "special"))
                flags.put(flag, token.path(flag).asBoolean(false));
            byId.put(Integer.parseInt(entry.getKey()), added(token.path("content").asString(), flags));
        }
        var separate = folder.resolve("added_tokens.json");
        if (byId.isEmpty() && Files.exists(separate)) {
            for (var entry : JsonMapper.shared().readTree(Files.readString(separate)).properties())
                byId.put(entry.getValue().asInt(), added(entry.getKey(), Map.of()));
        }
        for (var name : SPECIAL) {
            var token = config.path(name);
            var spelling = token.isObject() ? token.path("content").asString("") : token.asString("");
            var id = vocabulary.path(spelling);
            if (id.isInt()) byId.putIfAbsent(id.asInt(), added(spelling, Map.of()));
        }
        var tokens = new ArrayList<Map<String, Object>>();
        byId.forEach((id, token) -> {
            token.put("id", id);
            tokens.add(token);
        });
        return tokens;
    }

    private static Map<String, Object> added(String content, Map<String, Object> flags) {
        var token = new LinkedHashMap<String, Object>(
                Map.of("content", content, "single_word", false, "lstrip", false, "rstrip", false, "normalized", false, "special", true));
        token.putAll(flags);
        return token;
    }
}
