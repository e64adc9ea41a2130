package dev.retool4j.model;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The rotary embedding's fields of `config.json`: `rope_theta` and `rope_scaling` at the top, or, in newer files, `rope_parameters`
/// with both. As in Hugging Face's code, `rope_scaling` counts before `rope_parameters`, and a `rope_theta` inside before one at the top.
final class RopeJson {
    private static final double DEFAULT_THETA = 10_000;

    private RopeJson() {}

    static double theta(JsonNode root) {
        double top = JsonFields.number(root, "rope_theta", DEFAULT_THETA);
        return JsonFields.number(parameters(root), "rope_theta", top);
    }

    /// Null where frequencies are as they are.
    static @Nullable RopeScaling scaling(JsonNode root) {
        var node = parameters(root);
        if (JsonFields.number(root, "partial_rotary_factor", 1) != 1 || JsonFields.number(node, "partial_rotary_factor", 1) != 1)
            throw new IllegalArgumentException("partial_rotary_factor is not 1; supported are heads that are rotated as a whole");
        var type = node.path("rope_type").asString(node.path("type").asString("default"));
        return switch (type) {
            case "default" -> null;
            case RopeScaling.TYPE -> new RopeScaling(JsonFields.number(node, "factor"), JsonFields.number(node, "low_freq_factor"),
                    JsonFields.number(node, "high_freq_factor"),
                    JsonFields.has(node, "original_max_position_embeddings")
                            ? JsonFields.integer(node, "original_max_position_embeddings")
                            : JsonFields.integer(root, "max_position_embeddings"));
            default -> throw new IllegalArgumentException("%s.rope_type is %s; supported are default and %s".formatted(
                    JsonFields.has(root, "rope_scaling") ? "rope_scaling" : "rope_parameters", type, RopeScaling.TYPE));
        };
    }

    /// In the older form, which all readers know.
    static void print(ObjectNode root, ModelConfig config) {
        root.put("rope_theta", config.ropeTheta());
        var scaling = config.ropeScaling();
        if (scaling == null) return;
        var node = root.putObject("rope_scaling");
        node.put("rope_type", RopeScaling.TYPE);
        node.put("factor", scaling.factor());
        node.put("low_freq_factor", scaling.lowFrequencyFactor());
        node.put("high_freq_factor", scaling.highFrequencyFactor());
        node.put("original_max_position_embeddings", scaling.originalMaxPositions());
    }

    private static JsonNode parameters(JsonNode root) {
        return JsonFields.has(root, "rope_scaling") ? root.path("rope_scaling") : root.path("rope_parameters");
    }
}
