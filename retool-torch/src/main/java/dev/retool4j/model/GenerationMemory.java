package dev.retool4j.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a [LocalEngine] holds beside the weights.
public final class GenerationMemory {
    private GenerationMemory() {}

    /// @param slots     of the engine
    /// @param maxLength longest sequence in tokens
    /// @return bytes by name
    public static Map<String, Long> of(ModelConfig config, Placement placement, int slots, int maxLength) {
        long bytes = placement.precision().bytes(), kv = (long) config.keyValueHeads() * config.headDim();
        var parts = new LinkedHashMap<String, Long>();
        long copies = TransposedWeights.bytes(config, placement);
        if (copies > 0) parts.put("weights for decoding", copies);
        parts.put("key-value cache", cache(config, placement, slots, maxLength));
        // sampling: logits in fp32, probabilities and their cumulative sums
        long rows = Math.max(slots, Decoder.MIN_ROWS);
        parts.put("decoding", rows * config.vocabularySize() * 4 * 4
                + rows * config.layers() * bytes * (8L * config.hiddenSize() + 3L * config.intermediateSize() + 2 * kv));
        return parts;
    }

    /// Bytes of the key-value cache.
    public static long cache(ModelConfig config, Placement placement, int slots, int maxLength) {
        long kv = (long) config.keyValueHeads() * config.headDim();
        return 2L * config.layers() * Math.max(slots, Decoder.MIN_ROWS) * kv * (maxLength + Decoder.WINDOW) * placement.precision().bytes();
    }
}
