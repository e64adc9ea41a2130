package dev.retool4j.model;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// A decoder's matrices as `[in, out]`, adapters merged into them.
///
/// On the CPU they are copies: with the few rows of a decode step, MKL spends a quarter to a third of the product of a `[out, in]` matrix on
/// packing it, and nearly none on these. That costs the memory of the matrices once more. On a GPU they are views, save those that
/// have adapters. Used by one thread, while nobody changes the weights.
final class TransposedWeights implements AutoCloseable {

    /// @param gateUp both matrices side by side, so that one product serves them
    record Layer(Tensor qkv, Tensor attentionOut, Tensor gateUp, Tensor down) {}

    private final Weights weights;
    private final boolean copies;
    private final Kept kept = new Kept();
    private long version = -1;
    final Layer[] layers;
    final Tensor head;

    TransposedWeights(Weights weights) {
        this.weights = weights;
        this.copies = !weights.placement().onGpu();
        this.layers = new Layer[weights.layers.length];
        try (var scope = new PointerScope()) {
            for (int i = 0; i < layers.length; i++) {
                var layer = weights.layers[i];
                layers[i] = new Layer(room(layer.qkv()), room(layer.attentionOut()), room(layer.gate(), layer.up()), room(layer.down()));
            }
            head = kept.keep(copies ? weights.placement().zeros(weights.head.size(1), weights.head.size(0)) : weights.head.t());
        }
    }

    /// How many bytes of copies a decoder needs that has no adapters.
    static long bytes(ModelConfig config, Placement placement) {
        var parameters = new Parameters(config);
        return placement.onGpu()
                ? 0
                : (parameters.matrixElements() + (long) config.vocabularySize() * config.hiddenSize()) * placement.precision().bytes();
    }

    private boolean isView(Projection... projections) {
        return !copies && Arrays.stream(projections).allMatch(projection -> projection.adapters().isEmpty());
    }

    private Tensor room(Projection... projections) {
        var first = projections[0].matrix();
        long in = first.size(1), out = Arrays.stream(projections).mapToLong(projection -> projection.matrix().size(0)).sum();
        // matrices that are used together stand behind each other in the flat buffer
        if (isView(projections)) return kept.keep(weights.flat().narrow(0, first.storage_offset(), out * in).view(out, in).t());
        return kept.keep(weights.placement().zeros(in, out));
    }

    /// Copies the weights again if they were changed since the last time.
    void refresh() {
        long now = weights.version();
        if (now == version) return;
        for (int i = 0; i < layers.length; i++) {
            var layer = weights.layers[i];
            merge(layers[i].qkv, layer.qkv());
            merge(layers[i].attentionOut, layer.attentionOut());
            merge(layers[i].gateUp, layer.gate(), layer.up());
            merge(layers[i].down, layer.down());
        }
        if (copies) head.copy_(weights.head.t());
        version = now;
    }

    private void merge(Tensor target, Projection... projections) {
        if (isView(projections)) return;
        try (var scope = new PointerScope()) {
            long at = 0;
            for (var projection : projections) {
                long out = projection.matrix().size(0);
                projection.mergeInto(target.narrow(1, at, out));
                at += out;
            }
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
