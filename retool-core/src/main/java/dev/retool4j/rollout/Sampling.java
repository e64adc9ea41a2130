package dev.retool4j.rollout;

import java.util.List;

/// How the next token is drawn.
///
/// @param temperature divides the logits; 0 means greedy. The paper evaluates at 1.0
/// @param topP        smallest set of tokens whose probability reaches this; 1 switches it off. The paper evaluates at 0.7
/// @param topK        number of most likely tokens kept; 0 switches it off
/// @param banned      spellings of tokens that are never drawn (their logits become −∞, in the trainer's recomputation too)
public record Sampling(double temperature, double topP, int topK, List<String> banned) {
    public Sampling {
        if (!(temperature >= 0 && temperature <= 10))
            throw new IllegalArgumentException("temperature must be in [0, 10], got " + temperature);
        if (!(topP > 0 && topP <= 1)) throw new IllegalArgumentException("topP must be in (0, 1], got " + topP);
        if (topK < 0) throw new IllegalArgumentException("topK must be 0 (off) or positive, got " + topK);
        banned = List.copyOf(banned);
    }

    public static Sampling temperature(double temperature) {
        return new Sampling(temperature, 1.0, 0, List.of());
    }
}
