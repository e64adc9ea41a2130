package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Between [ModelConfig] and the text of `config.json`. Fields that do not change the computation are ignored; those that would, and are
/// not supported, are refused.
final class ModelConfigJson {
    private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final String ARCHITECTURE = "Qwen2ForCausalLM";
    private static final String MODEL_TYPE = "qwen2";

    private ModelConfigJson() {}

    static ModelConfig parse(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("is not valid JSON: " + e.getOriginalMessage() + " at line "
                    + e.getLocation().getLineNr() + ". Copy the model folder again", e);
        }
        if (!root.isObject()) throw new IllegalArgumentException("is not a JSON object but " + root.getNodeType());
        checkSupported(root);
        int hidden = integer(root, "hidden_size");
        int heads = integer(root, "num_attention_heads");
        int headDim = has(root, "head_dim") ? integer(root, "head_dim") : headDim(hidden, heads);
        return new ModelConfig(integer(root, "vocab_size"), hidden, integer(root, "num_hidden_layers"), heads,
                has(root, "num_key_value_heads") ? integer(root, "num_key_value_heads") : heads, headDim,
                integer(root, "intermediate_size"), ropeTheta(root), number(root, "rms_norm_eps", 1e-6),
                integer(root, "max_position_embeddings"), flag(root, "tie_word_embeddings"), dtype(root), eosTokenIds(root));
    }

    static String print(ModelConfig config) {
        var root = JSON.createObjectNode();
        root.putArray("architectures").add(ARCHITECTURE);
        root.put("model_type", MODEL_TYPE);
        root.put("vocab_size", config.vocabularySize());
        root.put("hidden_size", config.hiddenSize());
        root.put("num_hidden_layers", config.layers());
        root.put("num_attention_heads", config.heads());
        root.put("num_key_value_heads", config.keyValueHeads());
        root.put("head_dim", config.headDim());
        root.put("intermediate_size", config.intermediateSize());
        root.put("hidden_act", "silu");
        root.put("rope_theta", config.ropeTheta());
        root.put("rms_norm_eps", config.rmsNormEps());
        root.put("max_position_embeddings", config.maxPositions());
        root.put("use_sliding_window", false);
        root.put("tie_word_embeddings", config.tiedEmbeddings());
        root.put("torch_dtype", config.dtype());
        var eos = config.eosTokenIds();
        if (eos.size() == 1) {
            root.put("eos_token_id", (int) eos.getFirst());
        } else if (!eos.isEmpty()) {
            var ids = root.putArray("eos_token_id");
            for (int id : eos)
                ids.add(id);
        }
        return JSON.writeValueAsString(root) + "\n";
    }

    private static void checkSupported(JsonNode root) {
        var architectures = root.path("architectures");
        String architecture = architectures.isArray() && !architectures.isEmpty()
                ? architectures.get(0).asString("")
                : MODEL_TYPE.equals(root.path("model_type").asString("")) ? ARCHITECTURE : "model_type " + root.path("model_type");
        if (!architecture.equals(ARCHITECTURE)) {
            throw new IllegalArgumentException("the architecture is %s; supported is %s (Qwen2, Qwen2.5 and what is distilled into them)"
                    .formatted(architecture, ARCHITECTURE));
        }
        var activation = root.path("hidden_act").asString("silu");
        if (!activation.equals("silu")) throw unsupported("hidden_act", activation, "silu");
        if (flag(root, "use_sliding_window")) throw unsupported("use_sliding_window", "true", "false");
        for (var field : List.of("rope_scaling", "rope_parameters")) {
            var scaling = root.path(field);
            if (!scaling.isObject()) continue;
            var type = scaling.path("rope_type").asString(scaling.path("type").asString("default"));
            if (!type.equals("default")) throw unsupported(field + ".rope_type", type, "default");
        }
    }

    private static IllegalArgumentException unsupported(String field, String value, String supported) {
        return new IllegalArgumentException("%s is %s; supported is %s".formatted(field, value, supported));
    }

    private static int headDim(int hidden, int heads) {
        if (heads <= 0 || hidden % heads != 0) {
            throw new IllegalArgumentException("hidden_size %d does not divide by num_attention_heads %d; state head_dim".formatted(hidden,
                    heads));
        }
        return hidden / heads;
    }

    /// Newer files nest it under `rope_parameters`.
    private static double ropeTheta(JsonNode root) {
        var nested = root.path("rope_parameters");
        return has(root, "rope_theta") ? number(root, "rope_theta", 0) : number(nested, "rope_theta", 10_000);
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

    private static boolean has(JsonNode root, String field) {
        return root.hasNonNull(field);
    }

    private static int integer(JsonNode root, String field) {
        var node = root.path(field);
        if (!node.isInt()) throw new IllegalArgumentException("%s is %s; it must be an integer".formatted(field, shown(node)));
        return node.asInt();
    }

    private static double number(JsonNode root, String field, double fallback) {
        var node = root.path(field);
        if (node.isMissingNode() || node.isNull()) return fallback;
        if (!node.isNumber()) throw new IllegalArgumentException("%s is %s; it must be a number".formatted(field, node));
        return node.asDouble();
    }

    private static boolean flag(JsonNode root, String field) {
        var node = root.path(field);
        if (node.isMissingNode() || node.isNull()) return false;
        if (!node.isBoolean()) throw new IllegalArgumentException("%s is %s; it must be true or false".formatted(field, node));
        return node.asBoolean();
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.toString();
    }
}
