package dev.retool4j.train;

import dev.retool4j.model.Precision;
import dev.retool4j.model.GenerationMemory;
import dev.retool4j.model.Lora;
import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Parameters;
import dev.retool4j.model.Placement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a run will hold in memory at its peak, part by part, told before it begins. On the CPU it is the process's resident set, on a GPU
/// what libtorch allocates there.
///
/// @param parts bytes by name, in order
public record MemoryEstimate(Map<String, Long> parts) {
    /// The virtual machine, its heap, libtorch's code and the tokenizer.
    private static final long PROCESS = 420L << 20;

    public MemoryEstimate {
        parts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    }

    /// Of a fine-tuning run.
    ///
    /// @param lora    adapters, or [LoraOptions#NONE] where all weights learn
    /// @param longest tokens of the longest document
    public static MemoryEstimate fineTuning(ModelConfig config, Placement placement, LoraOptions lora, SftOptions options, int longest) {
        var parts = new Builder(config, placement);
        long share = (options.tokensPerStep() + options.workers() - 1) / options.workers();
        long tokens = Math.max(longest, options.microbatchTokens() == 0 ? share : Math.min(share, options.microbatchTokens()));
        parts.learning(lora, options.optimizer(), options.workers());
        parts.pass(lora, options.pass(), options.workers(), tokens, tokens, 4);
        return parts.build();
    }

    /// Of a reinforcement-learning run: the engine's part and the update's.
    ///
    /// @param slots     of the engine; 0: it is elsewhere
    /// @param maxLength longest sequence in tokens, which the update's microbatches are assumed to be full of
    public static MemoryEstimate reinforcement(ModelConfig config, Placement placement, LoraOptions lora, RlOptions options, int slots,
            int maxLength) {
        var parts = new Builder(config, placement);
        if (slots > 0) parts.parts.putAll(GenerationMemory.of(config, placement, lora, slots, maxLength));
        long tokens = (long) options.microbatch() * maxLength;
        if (options.loss().klCoefficient() > 0)
            parts.add("reference policy", lora.rank() > 0 ? 0 : parts.parameters * placement.precision().bytes());
        parts.learning(lora, options.optimizer(), options.workers());
        parts.pass(lora, options.pass(), options.workers(), tokens, tokens, 5);
        return parts.build();
    }

    /// Of generation alone.
    public static MemoryEstimate generation(ModelConfig config, Placement placement, LoraOptions lora, int slots, int maxLength) {
        var parts = new Builder(config, placement);
        parts.parts.putAll(GenerationMemory.of(config, placement, lora, slots, maxLength));
        return parts.build();
    }

    public long total() {
        return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    /// One line for people: `7.3 GiB: weights 1.8, optimiser 3.7, …`.
    @Override
    public String toString() {
        var each = new ArrayList<String>();
        parts.forEach((name, bytes) -> each.add("%s %s".formatted(name, gibibytes(bytes))));
        return "%s GiB: %s".formatted(gibibytes(total()), String.join(", ", each));
    }

    private static String gibibytes(long bytes) {
        double value = bytes / 0x1p30;
        return String.format(Locale.ROOT, value < 1 ? "%.2f" : "%.1f", value);
    }

    private static final class Builder {
        private final ModelConfig config;
        private final Placement placement;
        private final long parameters;
        private final Map<String, Long> parts = new LinkedHashMap<>();

        Builder(ModelConfig config, Placement placement) {
            this.config = config;
            this.placement = placement;
            this.parameters = new Parameters(config).elements();
            if (!placement.onGpu()) add("process", PROCESS);
            add("weights", parameters * placement.precision().bytes());
        }

        void add(String name, long bytes) {
            if (bytes > 0) parts.merge(name, bytes, Long::sum);
        }

        MemoryEstimate build() {
            return new MemoryEstimate(parts);
        }

        private boolean half() {
            return placement.precision() != Precision.FP32;
        }

        /// Gradients, masters and moments of what learns.
        void learning(LoraOptions lora, OptimizerOptions optimizer, int workers) {
            long learned = lora.rank() > 0 ? Lora.elements(config, lora) : parameters;
            boolean master = half() && lora.rank() == 0;
            add("adapters", lora.rank() > 0 ? learned * 4 : 0);
            add("gradients", learned * 4 * workers);
            add("master weights", master ? learned * 4 : 0);
            long matrices = optimizer.kind() == OptimizerOptions.Kind.MUON ? new Parameters(config).matrixElements() : 0;
            add("optimiser", matrices * 4 * 3 + (learned - matrices) * 8);
        }

        /// Activations and logits of one forward and backward pass.
        ///
        /// @param tokens  of a microbatch, padding included
        /// @param trained of them, those whose logits are needed
        /// @param copies  of a chunk of logits that are alive at once
        void pass(LoraOptions lora, PassOptions pass, int workers, long tokens, long trained, int copies) {
            int bytes = placement.precision().bytes();
            long d = config.hiddenSize(), q = (long) config.heads() * config.headDim(), ff = config.intermediateSize();
            long kv = (long) config.keyValueHeads() * config.headDim();
            // what autograd keeps of a layer: inputs, two norms (in fp32 inside), qkv, rotated, attention's output, four of the feed-forward
            long kept = (2 * d + 2 * d + 2 * q + 2 * q + 3 * kv + 4 * ff) * bytes + 2 * d * 4;
            if (half() && lora.rank() > 0) kept += (3 * d + q + ff) * 4; // adapters work on fp32 copies of the products' inputs
            long back = (2 * d + 3 * ff) * bytes; // gradients that pass through a layer
            long activations = pass.checkpointing() ? config.layers() * d * bytes + kept + back : config.layers() * kept + back;
            add("activations", workers * tokens * activations);
            if (half() && lora.rank() == 0) {
                long foreign = pass.checkpointing() ? (long) config.vocabularySize() * d : parameters;
                add("gradients", workers * foreign * bytes);
            }
            long rows = Math.min(trained, pass.logitRows(config.vocabularySize()));
            add("logits", workers * rows * config.vocabularySize() * (copies * 4L + (half() ? 2L : 0)));
        }
    }
}
