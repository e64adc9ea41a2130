package dev.retool4j.cli;

import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Policy;
import dev.retool4j.model.ResidentMemory;
import dev.retool4j.model.Weights;
import dev.retool4j.train.MemoryEstimate;
import java.io.IOException;
import java.nio.file.Path;

/// Opens the policies that commands work on, and tells what memory they will need.
final class Policies {
    private Policies() {}

    /// A policy that learns: all of it, or adapters where the options have a rank. Adapters that the folder holds are trained on.
    static Policy trainable(Path folder, Placement placement, LoraOptions lora, long seed) throws IOException {
        var policy = open(folder, placement);
        if (lora.rank() == 0) return policy;
        if (policy.weights().adapters() != null)
            throw CommandFailure.usage(folder + " has adapters already",
                    "train them on with lora.rank=0, or merge them first: retool merge " + folder + " OUT");
        return policy.withAdapters(lora, seed);
    }

    static Policy open(Path folder, Placement placement) throws IOException {
        try {
            return Policy.open(folder, placement);
        } catch (IllegalStateException e) { // no such device
            throw CommandFailure.failed(String.valueOf(e.getMessage()), "retool doctor shows what is there");
        }
    }

    /// The adapters that learn: those asked for, or those that the policy has.
    static LoraOptions learning(Weights weights, LoraOptions asked) {
        var adapters = weights.adapters();
        return adapters == null ? asked : adapters.options();
    }

    /// Tells the estimate, and warns where the machine has less.
    static void announce(MemoryEstimate estimate, Placement placement, Console console) {
        console.line("memory at its peak, estimated: " + estimate);
        if (placement.onGpu()) return;
        var available = new Machine(Path.of("/")).availableMemory();
        long held = Math.max(0, ResidentMemory.bytes());
        if (available.isPresent() && estimate.total() > available.getAsLong() + held)
            console.warn(("that is more than the %.1f GiB that are available\n  less is needed with pass.checkpointing=true, lora.rank=16, "
                    + "precision=bf16, fewer tokens at a time, fewer slots or a shorter max_length").formatted(
                            (available.getAsLong() + held) / 0x1p30));
    }

    /// What was really needed, beside the estimate.
    static void compare(MemoryEstimate estimate, Placement placement, Console console) {
        long peak = ResidentMemory.peakBytes();
        if (!placement.onGpu() && peak > 0)
            console.line("memory at its peak, measured: %.2f GiB (estimated %.2f)".formatted(peak / 0x1p30, estimate.total() / 0x1p30));
    }
}
