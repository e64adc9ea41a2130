package dev.retool4j.model;

import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/// Attention over the last few tokens only, which some configurations ask for, is refused: all attention is over the whole context. A
/// window as long as the context changes nothing and passes.
final class SlidingWindow {
    /// What Mistral takes where `config.json` does not mention the field; null there means none.
    private static final int MISTRAL_DEFAULT = 4096;

    private SlidingWindow() {}

    static void refuseShorterThanContext(JsonNode root, Architecture architecture) {
        int context = JsonFields.integer(root, "max_position_embeddings");
        window(root, architecture).ifPresent(window -> {
            if (window < context)
                throw new IllegalArgumentException(("sliding_window is %d, less than max_position_embeddings = %d; supported is attention "
                        + "over the whole context. Up to %1$d tokens are the same in both: to use the model that far, set "
                        + "max_position_embeddings to %1$d in a copy of the folder").formatted(window, context));
        });
    }

    private static OptionalInt window(JsonNode root, Architecture architecture) {
        return switch (architecture) {
            case LLAMA -> OptionalInt.empty();
            case MISTRAL -> root.has("sliding_window") ? stated(root) : OptionalInt.of(MISTRAL_DEFAULT);
            case QWEN2, QWEN3 -> JsonFields.flag(root, "use_sliding_window") && anyLayerSlides(root) ? stated(root) : OptionalInt.empty();
        };
    }

    private static boolean anyLayerSlides(JsonNode root) {
        var types = root.path("layer_types");
        if (types.isArray()) return types.valueStream().anyMatch(type -> type.asString("").equals("sliding_attention"));
        return !JsonFields.has(root, "max_window_layers")
                || JsonFields.integer(root, "max_window_layers") < JsonFields.integer(root, "num_hidden_layers");
    }

    private static OptionalInt stated(JsonNode root) {
        return JsonFields.has(root, "sliding_window") ? OptionalInt.of(JsonFields.integer(root, "sliding_window")) : OptionalInt.empty();
    }
}
