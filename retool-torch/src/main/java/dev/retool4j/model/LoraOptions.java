package dev.retool4j.model;

import java.util.List;

/// Which low-rank adapters are trained in place of the weights (LoRA, arXiv 2106.09685); names and meanings are PEFT's.
///
/// @param rank           of each adapter (`r`); 0: no adapters, all weights learn
/// @param alpha          the addition is scaled by alpha / rank (`lora_alpha`)
/// @param targets        the products that get one (`target_modules`): q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj
/// @param rankStabilized scale by alpha / √rank instead (`use_rslora`, arXiv 2312.03732)
public record LoraOptions(int rank, double alpha, List<String> targets, boolean rankStabilized) {
    /// Every product of a layer.
    public static final List<String> ALL_LINEAR = List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    /// No adapters. With `rank` set alone, all products get one, scaled by 32 / rank.
    public static final LoraOptions NONE = new LoraOptions(0, 32, ALL_LINEAR, false);

    public LoraOptions {
        targets = targets.stream().distinct().sorted().toList(); // their order means nothing
        if (rank < 0) throw new IllegalArgumentException("lora.rank must be 0 (no adapters) or more, got " + rank);
        if (!(alpha > 0)) throw new IllegalArgumentException("lora.alpha must be above 0, got " + alpha);
        if (targets.isEmpty()) throw new IllegalArgumentException("lora.targets is empty; name some of " + ALL_LINEAR);
        for (var target : targets) {
            if (!ALL_LINEAR.contains(target))
                throw new IllegalArgumentException("lora.targets names " + target + "; known are " + ALL_LINEAR);
        }
    }

    public static LoraOptions of(int rank, double alpha) {
        return new LoraOptions(rank, alpha, ALL_LINEAR, false);
    }

    /// What the product of both matrices is multiplied with.
    public double scale() {
        return alpha / (rankStabilized ? Math.sqrt(rank) : rank);
    }
}
