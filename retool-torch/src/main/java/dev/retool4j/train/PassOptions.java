package dev.retool4j.train;

/// How a forward and backward pass is fitted into memory and onto the processor.
///
/// @param checkpointing whether a layer's activations are computed again on the way back instead of being kept; a third more work
/// @param packing       whether sequences stand one behind the other without padding; none sees another. Saves the most where lengths differ
/// @param logitMebibytes most memory of one chunk of logits in fp32, in MiB: no tensor of all tokens by the whole vocabulary is made
/// @param threads       native threads of each worker; 0: the processor's cores shared among the workers
public record PassOptions(boolean checkpointing, boolean packing, int logitMebibytes, int threads) {
    public static final PassOptions DEFAULT = new PassOptions(false, false, 512, 0);

    public PassOptions {
        if (logitMebibytes < 1) throw new IllegalArgumentException("pass.logit_mebibytes must be at least 1, got " + logitMebibytes);
        if (threads < 0 || threads > 4096) throw new IllegalArgumentException("pass.threads must be in [0, 4096], got " + threads);
    }

    /// Tokens whose logits are held at once.
    int logitRows(int vocabulary) {
        return (int) Math.max(1, ((long) logitMebibytes << 20) / (4L * vocabulary));
    }

    /// Native threads of one of so many workers.
    int threadsOf(int workers) {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    }

    public PassOptions withThreads(int value) {
        return new PassOptions(checkpointing, packing, logitMebibytes, value);
    }

    public PassOptions withCheckpointing(boolean value) {
        return new PassOptions(value, packing, logitMebibytes, threads);
    }

    public PassOptions withPacking(boolean value) {
        return new PassOptions(checkpointing, value, logitMebibytes, threads);
    }
}
