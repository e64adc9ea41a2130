package dev.retool4j.train;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Architecture;
import dev.retool4j.model.Precision;
import dev.retool4j.model.Lora;
import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Placement;
import dev.retool4j.model.ResidentMemory;
import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// A fine-tuning run in a process of its own: prints the estimate and the measured peak, in bytes.
final class MemoryProbe {
    private MemoryProbe() {}

    /// Arguments: hidden size, layers, feed-forward size, vocabulary, tokens per pass, rank, dtype, checkpointing.
    public static void main(String[] args) throws Exception {
        int hidden = Integer.parseInt(args[0]), layers = Integer.parseInt(args[1]), inner = Integer.parseInt(args[2]);
        int vocabulary = Integer.parseInt(args[3]), tokens = Integer.parseInt(args[4]), rank = Integer.parseInt(args[5]);
        var config = new ModelConfig(Architecture.QWEN2, vocabulary, hidden, layers, hidden / 64, Math.max(1, hidden / 256), 64, inner, 1e6,
                null,
                1e-6, 4096, true, "float32", List.of(2));
        var placement = new Placement("cpu", Precision.valueOf(args[6]));
        var lora = rank == 0 ? LoraOptions.NONE : LoraOptions.of(rank, 32);
        var pass = PassOptions.DEFAULT.withCheckpointing(Boolean.parseBoolean(args[7]));
        var options = new SftOptions(1, 2 * tokens, tokens, OptimizerOptions.adamW(1e-5), ScheduleOptions.CONSTANT, 1, 1, pass, 0);
        var estimate = MemoryEstimate.fineTuning(config, placement, lora, options, tokens / 4);
        var weights = Weights.zeros(config, placement);
        if (rank > 0) weights = weights.withAdapters(Lora.create(weights, lora, 1));
        weights.flat().fill_(new org.bytedeco.pytorch.Scalar(0.01)); // so that its pages exist
        long loaded = ResidentMemory.peakBytes();
        try (var trainer = new SftTrainer(weights, options)) {
            trainer.run(documents(vocabulary, tokens / 4).iterator(), p -> {}, () -> false);
        }
        System.out.println(estimate);
        System.out.printf("loaded %.2f peak %.2f GiB, estimate / peak %.3f%n", loaded / 0x1p30, ResidentMemory.peakBytes() / 0x1p30,
                (double) estimate.total() / ResidentMemory.peakBytes());
        System.out.println(estimate.total() + " " + ResidentMemory.peakBytes());
    }

    private static List<TokenizedExample> documents(int vocabulary, int length) {
        var random = new Random(1);
        var documents = new ArrayList<TokenizedExample>();
        for (int i = 0; i < 32; i++) {
            var mask = new boolean[length];
            Arrays.fill(mask, 1, length, true);
            documents.add(new TokenizedExample(random.ints(length, 0, vocabulary).toArray(), mask));
        }
        return documents;
    }
}
