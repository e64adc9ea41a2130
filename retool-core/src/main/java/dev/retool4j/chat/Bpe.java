package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A learnt byte-level BPE vocabulary: special tokens first, then the 256 bytes, then one token for each merge, in order.
///
/// @param specialTokens spellings in the order of their ids; the first one ends a response
/// @param merges        in the order learnt, which is the order they are applied in
public record Bpe(List<String> specialTokens, List<Merge> merges) {

    /// Two neighbouring symbols that become one, spelled in the byte alphabet of GPT-2.
    public record Merge(String left, String right) {}

    public Bpe {
        specialTokens = List.copyOf(specialTokens);
        merges = List.copyOf(merges);
    }

    /// Token to id. A merge that spells what another token spells already adds none.
    public Map<String, Integer> vocabulary() {
        var ids = new LinkedHashMap<String, Integer>();
        for (var special : specialTokens) {
            ids.put(special, ids.size());
        }
        for (int b = 0; b < 256; b++) {
            ids.put(String.valueOf(ByteAlphabet.character(b)), ids.size());
        }
        for (var merge : merges) {
            ids.putIfAbsent(merge.left() + merge.right(), ids.size());
        }
        return ids;
    }

    /// Writes `tokenizer.json` and `tokenizer_config.json` as Hugging Face's tools read them. No normaliser: decoding gives the text back
    /// to the byte.
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        var json = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
        Files.writeString(folder.resolve("tokenizer.json"), json.writeValueAsString(tokenizerJson()));
        Files.writeString(folder.resolve("tokenizer_config.json"), json.writeValueAsString(configJson()));
    }

    private Map<String, Object> tokenizerJson() {
        var split = Map.of("type", "Split", "pattern", Map.of("Regex", PreTokenization.QWEN2.expression()), "behavior", "Isolated",
                "invert",
                false);
        var root = new LinkedHashMap<String, Object>();
        root.put("version", "1.0");
        root.put("truncation", null);
        root.put("padding", null);
        root.put("added_tokens", addedTokens());
        root.put("normalizer", null);
        root.put("pre_tokenizer", Map.of("type", "Sequence", "pretokenizers", List.of(split, byteLevel())));
        root.put("post_processor", null);
        root.put("decoder", byteLevel());
        root.put("model", model());
        return root;
    }

    private static Map<String, Object> byteLevel() {
        return Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false, "use_regex", false);
    }

    private Map<String, Object> model() {
        var model = new LinkedHashMap<String, Object>();
        model.put("type", "BPE");
        model.put("dropout", null);
        model.put("unk_token", null);
        model.put("continuing_subword_prefix", null);
        model.put("end_of_word_suffix", null);
        model.put("fuse_unk", false);
        model.put("byte_fallback", false);
        model.put("ignore_merges", false);
        model.put("vocab", vocabulary());
        model.put("merges", merges.stream().map(merge -> List.of(merge.left(), merge.right())).toList());
        return model;
    }

    private List<Map<String, Object>> addedTokens() {
        var tokens = new ArrayList<Map<String, Object>>();
        for (int id = 0; id < specialTokens.size(); id++) {
            var token = new LinkedHashMap<String, Object>();
            token.put("id", id);
            token.putAll(addedToken(specialTokens.get(id)));
            tokens.add(token);
        }
        return tokens;
    }

    private static Map<String, Object> addedToken(String content) {
        var token = new LinkedHashMap<String, Object>();
        token.put("content", content);
        token.put("single_word", false);
        token.put("lstrip", false);
        token.put("rstrip", false);
        token.put("normalized", false);
        token.put("special", true);
        return token;
    }

    private Map<String, Object> configJson() {
        var added = new LinkedHashMap<String, Object>();
        for (int id = 0; id < specialTokens.size(); id++) {
            added.put(Integer.toString(id), addedToken(specialTokens.get(id)));
        }
        var config = new LinkedHashMap<String, Object>();
        config.put("tokenizer_class", "PreTrainedTokenizerFast");
        config.put("eos_token", specialTokens.getFirst());
        config.put("pad_token", specialTokens.getFirst());
        config.put("add_prefix_space", false);
        config.put("clean_up_tokenization_spaces", false);
        config.put("added_tokens_decoder", added);
        return config;
    }
}
