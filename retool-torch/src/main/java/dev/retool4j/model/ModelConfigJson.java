package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Between [ModelConfig] and the text of `config.json`. Fields that do not change the computation are ignored; those that would, and are
/// not supported, are refused.
final class ModelConfigJson {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    /// What Qwen3 takes where `config.json` does not say; others divide the hidden size by the heads.
    private static final int QWEN3_HEAD_DIM = 128;

    /// Other spellings of what is printed, and what is true of the folder's own files only.
    private static final Set<String> SUPERSEDED = Set.of("rope_parameters", "rope_scaling", "dtype", "model_type", "layer_types",
            "sliding_window", "max_window_layers", "transformers_version", "_name_or_path");

    private ModelConfigJson() {}

    private static JsonNode object(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not valid JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ". Copy the model folder again", e);
        }
        if (!root.isObject()) throw new IllegalArgumentException("is not a JSON object but " + root.getNodeType());
        return root;
    }

    static ModelConfig parse(String text) {
        var root = object(text);
        var architecture = architecture(root);
        checkSupported(root, architecture);
        int heads = JsonFields.integer(root, "num_attention_heads");
        return new ModelConfig(architecture, JsonFields.integer(root, "vocab_size"), JsonFields.integer(root, "hidden_size"),
                JsonFields.integer(root, "num_hidden_layers"), heads,
                JsonFields.has(root, "num_key_value_heads") ? JsonFields.integer(root, "num_key_value_heads") : heads,
                headDim(root, architecture), JsonFields.integer(root, "intermediate_size"), RopeJson.theta(root), RopeJson.scaling(root),
                JsonFields.number(root, "rms_norm_eps", 1e-6), JsonFields.integer(root, "max_position_embeddings"),
                JsonFields.flag(root, "tie_word_embeddings"), dtype(root), eosTokenIds(root));
    }

    /// What a saved model's `config.json` says: the model's own fields, and of that in the folder it came from those that do not change the
    /// computation (beginning-of-text and padding ids, initialisation, dropout and so on).
    ///
    /// @param origin a model folder, or null
    static String print(ModelConfig config, @Nullable Path origin) throws IOException {
        var root = print(config);
        var file = origin == null ? null : origin.resolve(ModelConfig.FILE_NAME);
        if (file != null && Files.isRegularFile(file)) {
            for (var field : object(Files.readString(file)).properties())
                if (!root.has(field.getKey()) && !SUPERSEDED.contains(field.getKey())) root.set(field.getKey(), field.getValue());
        }
        return text(root);
    }

    static String text(JsonNode root) {
        return JSON.writeValueAsString(root) + "\n";
    }

    static ObjectNode print(ModelConfig config) {
        var root = JSON.createObjectNode();
        root.putArray("architectures").add(config.architecture().className());
        root.put("model_type", config.architecture().modelType());
        root.put("vocab_size", config.vocabularySize());
        root.put("hidden_size", config.hiddenSize());
        root.put("num_hidden_layers", config.layers());
        root.put("num_attention_heads", config.heads());
        root.put("num_key_value_heads", config.keyValueHeads());
        root.put("head_dim", config.headDim());
        root.put("intermediate_size", config.intermediateSize());
        root.put("hidden_act", "silu");
        RopeJson.print(root, config);
        root.put("rms_norm_eps", config.rmsNormEps());
        root.put("max_position_embeddings", config.maxPositions());
        switch (config.architecture()) {
            case QWEN2, QWEN3 -> root.put("use_sliding_window", false);
            case MISTRAL -> root.putNull("sliding_window"); // not null by default
            case LLAMA -> {
            }
        }
        root.put("tie_word_embeddings", config.tiedEmbeddings());
        root.put("torch_dtype", config.dtype());
        var eos = config.eosTokenIds();
        if (eos.size() == 1) {
            root.put("eos_token_id", (int) eos.getFirst());
        } else if (eos.isEmpty()) {
            root.putNull("eos_token_id"); // else Llama and Mistral take 2
        } else {
            var ids = root.putArray("eos_token_id");
            for (int id : eos)
                ids.add(id);
        }
        return root;
    }

    private static Architecture architecture(JsonNode root) {
        var names = root.path("architectures");
        boolean named = names.isArray() && !names.isEmpty();
        var found = named ? names.get(0).asString("") : root.path("model_type").asString("");
        Optional<Architecture> architecture = named ? Architecture.ofClassName(found) : Architecture.ofModelType(found);
        return architecture.orElseThrow(() -> new IllegalArgumentException(
                "the architecture is %s; supported are %s".formatted(named ? found : "model_type " + root.path("model_type"),
                        Architecture.supported())));
    }

    private static void checkSupported(JsonNode root, Architecture architecture) {
        var activation = root.path("hidden_act").asString("silu");
        if (!activation.equals("silu")) throw unsupported("hidden_act", activation, "silu");
        if (architecture != Architecture.QWEN2) {
            for (var field : List.of("attention_bias", "mlp_bias"))
                if (JsonFields.flag(root, field)) throw unsupported(field, "true", "false");
        }
        if (JsonFields.has(root, "quantization_config"))
            throw unsupported("quantization_config.quant_method", root.path("quantization_config").path("quant_method").asString("missing"),
                    "weights in float32, bfloat16 or float16");
        SlidingWindow.refuseShorterThanContext(root, architecture);
    }

    private static IllegalArgumentException unsupported(String field, String value, String supported) {
        return new IllegalArgumentException("%s is %s; supported is %s".formatted(field, value, supported));
    }

    private static int headDim(JsonNode root, Architecture architecture) {
        if (JsonFields.has(root, "head_dim")) return JsonFields.integer(root, "head_dim");
        if (architecture == Architecture.QWEN3) return QWEN3_HEAD_DIM;
        int hidden = JsonFields.integer(root, "hidden_size"), heads = JsonFields.integer(root, "num_attention_heads");
        if (heads <= 0 || hidden % heads != 0) {
            throw new IllegalArgumentException("hidden_size %d does not divide by num_attention_heads %d; state head_dim".formatted(hidden,
                    heads));
        }
        return hidden / heads;
    }

    /// Newer files call it `dtype`.
    private static String dtype(JsonNode root) {
        return root.path("torch_dtype").asString(root.path("dtype").asString("float32"));
    }

    private static List<Integer> eosTokenIds(JsonNode root) {
        var node = root.path("eos_token_id");
        if (node.isMissingNode() || node.isNull()) return List.of();
        var ids = new ArrayList<Integer>();
        for (var id : node.isArray() ? node.values() : List.of(node)) {
            if (!id.isInt())
                throw new IllegalArgumentException("eos_token_id is " + node + "; it must be an integer or a list of integers");
            ids.add(id.asInt());
        }
        return ids;
    }
}
