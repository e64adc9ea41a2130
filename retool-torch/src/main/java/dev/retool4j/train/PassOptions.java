package dev.retool4j.train;

/// How a forward and backward pass is fitted into memory and onto the processor.
///
/// @param checkpointing whether a layer's activations are computed again on the way back instead of being kept; a third more work
/// @param packing       whether sequences stand one behind the other without padding; none sees another. Saves the most where lengths differ
/// @param logitRows     tokens whose logits are computed at once: no tensor of all tokens by the whole vocabulary is made; 0: as many as
///                      take 512 MiB in fp32
/// @param threads       native threads of each worker; 0: the processor's cores shared among the workers
public record PassOptions(boolean checkpointing, boolean packing, int logitRows, int threads) {
    private static final long LOGIT_BYTES = 512L << 20;

    public static final PassOptions DEFAULT = new PassOptions(false, false, 0, 0);

    public PassOptions {
        if (logitRows < 0) throw new IllegalArgumentException("pass.logit_rows must be 0 (automatic) or more, got " + logitRows);
        if (threads < 0 || threads > 4096) throw new IllegalArgumentException("pass.threads must be in [0, 4096], got " + threads);
    }

    /// Tokens whose logits are held at once.
    int logitRows(int vocabulary) {
        return logitRows > 0 ? logitRows : (int) Math.max(1, LOGIT_BYTES / (4L * vocabulary));
    }

    /// Native threads of one of so many workers.
    int threadsOf(int workers) {
        return threads > 0 ? threads : Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    }

    public PassOptions withThreads(int value) {
        return new PassOptions(checkpointing, packing, logitRows, value);
    }

    public PassOptions withCheckpointing(boolean value) {
        return new PassOptions(value, packing, logitRows, threads);
    }

    public PassOptions withLogitRows(int value) {
        return new PassOptions(checkpointing, packing, value, threads);
    }

    public PassOptions withPacking(boolean value) {
        return new PassOptions(checkpointing, value, logitRows, threads);
    }
}
