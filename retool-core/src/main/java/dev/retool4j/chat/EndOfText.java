package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The tokens that end a response of a model: the one that its tokenizer names, and those that its generation stops at.
///
/// The first is `eos_token` of `tokenizer_config.json`, or one of the usual spellings where it has none. The others are `eos_token_id` of
/// `generation_config.json`, an id or a list of them (Llama 3.1 has three, Qwen2.5 two), or of `config.json` where that file says nothing.
///
/// @param first what fine-tuning writes at the end of a response
/// @param all   in that order, `first` among them
record EndOfText(int first, Set<Integer> all) {
    private static final List<String> USUAL = List.of("<|im_end|>", "<|eot_id|>", "<|endoftext|>");
    private static final List<String> GENERATION = List.of("generation_config.json", "config.json");

    /// @throws IllegalArgumentException if the folder does not say, or says something else than ids
    static EndOfText of(Path folder, SpecialTokens specials) throws IOException {
        var all = new LinkedHashSet<Integer>();
        int first = first(folder, specials);
        all.add(first);
        all.addAll(generation(folder));
        return new EndOfText(first, java.util.Collections.unmodifiableSet(all));
    }

    private static int first(Path folder, SpecialTokens specials) throws IOException {
        var config = HuggingFaceTokenizer.read(folder, "tokenizer_config.json");
        var names = new ArrayList<String>();
        if (config != null) {
            var eos = config.path("eos_token");
            names.add(eos.isObject() ? eos.path("content").asString("") : eos.asString(""));
        }
        names.addAll(USUAL);
        return names.stream().map(specials::id).filter(OptionalInt::isPresent).findFirst().map(OptionalInt::getAsInt)
                .orElseThrow(() -> new IllegalArgumentException("cannot tell which token ends a response: none of " + names
                        + " is an added token of " + folder.resolve("tokenizer.json").toAbsolutePath()
                        + "; set eos_token in tokenizer_config.json"));
    }

    private static List<Integer> generation(Path folder) throws IOException {
        for (var name : GENERATION) {
            var config = HuggingFaceTokenizer.read(folder, name);
            if (config != null && config.hasNonNull("eos_token_id"))
                return ids(config.path("eos_token_id"), folder.resolve(name).toAbsolutePath());
        }
        return List.of();
    }

    private static List<Integer> ids(JsonNode node, Path file) {
        var ids = node.isArray() ? List.copyOf(node.values()) : List.of(node);
        if (ids.stream().allMatch(id -> id.isInt() && id.asInt() >= 0)) return ids.stream().map(JsonNode::asInt).toList();
        throw new IllegalArgumentException(file + ": eos_token_id is " + node + "; it must be a token id or a list of them");
    }
}
