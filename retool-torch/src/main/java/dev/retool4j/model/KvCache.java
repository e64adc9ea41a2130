package dev.retool4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// Keys and values of a fixed number of slots, allocated once. A slot holds one sequence's positions `[0, length)`.
///
/// Behind the last usable position stands one more, where padding is written to and nothing is read from.
final class KvCache implements AutoCloseable {
    private final Tensor storage; // [2·layers, slots, kvHeads, capacity + 1, dim]
    private final Tensor[] keys; // per layer, [slots, kvHeads, capacity + 1, dim]
    private final Tensor[] values;
    private final Tensor[] keyRows; // per layer, [slots·kvHeads·(capacity + 1), dim]
    private final Tensor[] valueRows;
    private final Kept kept = new Kept();
    final int slots;
    final int capacity;
    final int kvHeads;

    /// @param capacity longest sequence in tokens, rounded up to fill a window of attention
    KvCache(ModelConfig config, Placement placement, int slots, int capacity) {
        this.slots = slots;
        this.capacity = (capacity + Decoder.WINDOW) / Decoder.WINDOW * Decoder.WINDOW - 1; // with the padding position a whole window
        this.kvHeads = config.keyValueHeads();
        int layers = config.layers();
        keys = new Tensor[layers];
        values = new Tensor[layers];
        keyRows = new Tensor[layers];
        valueRows = new Tensor[layers];
        try (var scope = new PointerScope()) {
            storage = kept.keep(placement.zeros(2L * layers, slots, kvHeads, this.capacity + 1, config.headDim()));
            for (int i = 0; i < layers; i++) {
                keys[i] = kept.keep(storage.select(0, 2L * i));
                values[i] = kept.keep(storage.select(0, 2L * i + 1));
                keyRows[i] = kept.keep(keys[i].view(-1, config.headDim()));
                valueRows[i] = kept.keep(values[i].view(-1, config.headDim()));
            }
        }
    }

    @Override
    public void close() {
        kept.close();
    }

    /// Keys of slots `[0, rows)` at positions `[0, window)`: `[rows, kvHeads, window, dim]`.
    Tensor keys(int layer, long rows, long window) {
        return keys[layer].narrow(0, 0, rows).narrow(2, 0, window);
    }

    Tensor values(int layer, long rows, long window) {
        return values[layer].narrow(0, 0, rows).narrow(2, 0, window);
    }

    /// Keys of the listed slots: `[slots.size, kvHeads, window, dim]`, a copy.
    Tensor keys(int layer, Tensor slots, long window) {
        return keys[layer].narrow(2, 0, window).index_select(0, slots);
    }

    Tensor values(int layer, Tensor slots, long window) {
        return values[layer].narrow(2, 0, window).index_select(0, slots);
    }

    /// Index of (slot, head, position) among the rows that [#write] takes.
    long row(int slot, int head, int position) {
        return ((long) slot * kvHeads + head) * (capacity + 1) + position;
    }

    /// Writes keys and values `[n, dim]` to the rows `[n]`.
    void write(int layer, Tensor rows, Tensor key, Tensor value) {
        keyRows[layer].index_copy_(0, rows, key);
        valueRows[layer].index_copy_(0, rows, value);
    }

    /// Copies a slot's first `length` positions, all layers, to another slot.
    void copy(int from, int to, long length) {
        storage.select(1, to).narrow(2, 0, length).copy_(storage.select(1, from).narrow(2, 0, length));
    }

    /// Exchanges two slots' first `length` positions.
    void swap(int a, int b, long length) {
        var first = storage.select(1, a).narrow(2, 0, length);
        var second = storage.select(1, b).narrow(2, 0, length);
        var kept = first.clone();
        first.copy_(second);
        second.copy_(kept);
    }
}
