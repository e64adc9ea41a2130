package dev.retool4j.cli;

import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.train.PassOptions;
import org.jspecify.annotations.Nullable;

/// What `retool bench` measures.
///
/// @param batch     sequences decoded together
/// @param length    tokens of each
/// @param threads   of libtorch's operations; 0 for one per core
/// @param rounds    measurements of each, of which the median counts
/// @param model     a model folder or a run whose size is measured; none: a model of the demo's size
/// @param device    where the model stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision of its weights: fp32 or bf16
/// @param lora      with a model: adapters that the training step trains, where lora.rank is above 0
/// @param pass      with a model: how the training step is fitted into memory
record BenchOptions(int batch, int length, int threads, int rounds, @Nullable String model, String device, Precision precision,
        LoraOptions lora, PassOptions pass) {
    static final BenchOptions DEFAULT = new BenchOptions(64, 128, 1, 5, null, "cpu", Precision.FP32, LoraOptions.NONE, PassOptions.DEFAULT);

    BenchOptions {
        if (batch < 1 || batch > 4096) throw new IllegalArgumentException("batch must be from 1 to 4096, got " + batch);
        if (length < 8) throw new IllegalArgumentException("length must be at least 8, got " + length);
        if (threads < 0) throw new IllegalArgumentException("threads must be 0 (one per core) or positive, got " + threads);
        if (rounds < 1) throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
        boolean plain = new Placement(device, precision).equals(Placement.CPU) && lora.rank() == 0;
        if (model == null && !plain)
            throw new IllegalArgumentException("device, precision and lora are for a model that is named: model=FOLDER");
    }

    Placement placement() {
        return new Placement(device, precision);
    }

    int cores() {
        return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
}
