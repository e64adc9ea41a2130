package dev.retool4j.model;

import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Copies of a decoder's matrices as `[in, out]`. With the few rows of a decode step, MKL spends a quarter to a third of the product of
/// a `[out, in]` matrix on packing it, and nearly none on these.
///
/// Costs the memory of the matrices once more. Used by one thread, while nobody changes the weights.
final class TransposedWeights implements AutoCloseable {

    /// @param gateUp both matrices side by side, so that one product serves them
    record Layer(Tensor qkv, Tensor attentionOut, Tensor gateUp, Tensor down) {}

    private final Weights weights;
    private final Kept kept = new Kept();
    private long version = -1;
    final Layer[] layers;
    final Tensor head;

    TransposedWeights(Weights weights) {
        this.weights = weights;
        this.layers = new Layer[weights.layers.length];
        try (var scope = new PointerScope()) {
            for (int i = 0; i < layers.length; i++) {
                var layer = weights.layers[i];
                layers[i] = new Layer(room(layer.qkv()), room(layer.attentionOut()), room(layer.gate(), layer.up()), room(layer.down()));
            }
            head = room(weights.head);
        }
    }

    private Tensor room(Tensor... matrices) {
        long out = Arrays.stream(matrices).mapToLong(matrix -> matrix.size(0)).sum();
        return kept.keep(torch.zeros(new long[]{matrices[0].size(1), out}, matrices[0].options()));
    }

    /// Copies the weights again if they were changed since the last time.
    void refresh() {
        long now = weights.flat()._version();
        if (now == version) return;
        for (int i = 0; i < layers.length; i++) {
            var layer = weights.layers[i];
            layers[i].qkv.copy_(layer.qkv().t());
            layers[i].attentionOut.copy_(layer.attentionOut().t());
            long inner = layer.gate().size(0);
            layers[i].gateUp.narrow(1, 0, inner).copy_(layer.gate().t());
            layers[i].gateUp.narrow(1, inner, inner).copy_(layer.up().t());
            layers[i].down.copy_(layer.down().t());
        }
        head.copy_(weights.head.t());
        version = now;
    }

    @Override
    public void close() {
        kept.close();
    }
}
