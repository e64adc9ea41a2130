package dev.retool4j.model;

import java.util.LinkedHashMap;
import java.util.Map;

/// What a [LocalEngine] holds beside the weights.
public final class GenerationMemory {
    private GenerationMemory() {}

    /// @param lora      adapters, or [LoraOptions#NONE]
    /// @param slots     of the engine
    /// @param maxLength longest sequence in tokens
    /// @return bytes by name
    public static Map<String, Long> of(ModelConfig config, Placement placement, LoraOptions lora, int slots, int maxLength) {
        long bytes = placement.precision().bytes(), kv = (long) config.keyValueHeads() * config.headDim();
        var parts = new LinkedHashMap<String, Long>();
        long copies = TransposedWeights.bytes(config, placement, lora);
        if (copies > 0) parts.put("weights for decoding", copies);
        parts.put("key-value cache", cache(config, placement, slots, maxLength));
        // sampling: logits in fp32, probabilities and their cumulative sums; scores of the longest prefill, their softmax, and a copy
        long scores = Math.min(Decoder.MOST_SCORES, (long) Math.max(slots, 1) * config.heads() * maxLength * maxLength / 4);
        long rows = Math.max(slots, Decoder.MIN_ROWS);
        parts.put("decoding", rows * config.vocabularySize() * 4 * 4
                + scores * 4 * 2 + rows * config.layers() * bytes * (8L * config.hiddenSize() + 3L * config.intermediateSize() + 2 * kv));
        return parts;
    }

    /// Bytes of the key-value cache.
    public static long cache(ModelConfig config, Placement placement, int slots, int maxLength) {
        long kv = (long) config.keyValueHeads() * config.headDim();
        return 2L * config.layers() * Math.max(slots, Decoder.MIN_ROWS) * kv * (maxLength + Decoder.WINDOW) * placement.precision().bytes();
    }
}
