package dev.retool4j.model;

import java.util.List;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.indexer.LongIndexer;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// One token for each of some sequences, drawn on the device and perhaps not there yet.
///
/// @param batch   the sequences, a row each
/// @param lengths of each sequence's cache when its token was drawn
/// @param uniform the number that each token was drawn with
/// @param live    whether the row counts: a sequence may turn out to have ended one token earlier
/// @param ids     the drawn tokens on the device, `[rows, 1]`
record Flight(List<LocalSequence> batch, int[] lengths, float[] uniform, boolean[] live, Tensor ids, HostCopy copies, Tensor hostIds,
        Tensor hostLogprobs, @Nullable Tensor hostValues, Kept kept) implements AutoCloseable {

    /// What the host learns of it; `[rows]` each, values zero where there is no critic.
    record Landed(long[] tokens, float[] logprobs, float[] values) {}

    /// The row of a sequence, or −1.
    int row(LocalSequence sequence) {
        int row = sequence.row;
        return row < batch.size() && batch.get(row) == sequence ? row : -1;
    }

    /// Takes a sequence out: its row was drawn in vain.
    void drop(LocalSequence sequence) {
        int row = row(sequence);
        if (row < 0 || !live[row]) return;
        live[row] = false;
        sequence.takeBack(uniform[row]);
    }

    /// Waits until it has arrived.
    Landed land() {
        copies.await();
        int n = batch.size();
        var landed = new Landed(new long[n], new float[n], new float[n]);
        try (LongIndexer tokens = hostIds.createIndexer(); FloatIndexer logprobs = hostLogprobs.createIndexer()) {
            for (int row = 0; row < n; row++) {
                landed.tokens[row] = tokens.get(row, 0);
                landed.logprobs[row] = logprobs.get(row, 0);
            }
        }
        if (hostValues == null) return landed;
        try (FloatIndexer values = hostValues.createIndexer()) {
            for (int row = 0; row < n; row++)
                landed.values[row] = values.get(row);
        }
        return landed;
    }

    @Override
    public void close() {
        kept.close();
    }
}
