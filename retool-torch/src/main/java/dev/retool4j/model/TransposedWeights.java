package dev.retool4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// A decoder's matrices as `[in, out]`.
///
/// On the CPU they are copies: with the few rows of a decode step, MKL spends a quarter to a third of the product of a `[out, in]` matrix on
/// packing it, and nearly none on these. That costs the memory of the matrices once more. On a GPU they are views. Adapters are merged into
/// copies in fp32; into bf16 they are not, since a small addition would be rounded away: there they are applied beside the product.
/// Used by one thread, while nobody changes the weights.
final class TransposedWeights implements AutoCloseable {

    /// @param beside adapters that are not merged
    record Product(Tensor matrix, List<LowRank> beside) {

        /// What the adapters make of `x` added to `y`, which is made of `x` by the matrix.
        Tensor add(Tensor x, Tensor y) {
            return LowRank.add(beside, x, y);
        }
    }

    /// @param gateUp both matrices side by side, so that one product serves them
    record Layer(Product qkv, Product attentionOut, Product gateUp, Product down) {}

    private final Weights weights;
    private final boolean copies;
    private final boolean merges;
    private final Kept kept = new Kept();
    private long version = -1;
    final Layer[] layers;
    final Tensor head;

    TransposedWeights(Weights weights) {
        this.weights = weights;
        this.copies = !weights.placement().onGpu();
        this.merges = weights.placement().precision() == Precision.FP32;
        this.layers = new Layer[weights.layers.length];
        try (var scope = new PointerScope()) {
            for (int i = 0; i < layers.length; i++) {
                var layer = weights.layers[i];
                layers[i] = new Layer(product(layer.qkv()), product(layer.attentionOut()), product(layer.gate(), layer.up()),
                        product(layer.down()));
            }
            head = kept.keep(copies ? weights.placement().zeros(weights.head.size(1), weights.head.size(0)) : weights.head.t());
        }
    }

    /// How many bytes of copies a decoder needs.
    static long bytes(ModelConfig config, Placement placement, LoraOptions lora) {
        var parameters = new Parameters(config);
        if (!placement.onGpu())
            return (parameters.matrixElements() + (long) config.vocabularySize() * config.hiddenSize()) * placement.precision().bytes();
        boolean merged = lora.rank() > 0 && placement.precision() == Precision.FP32;
        return merged ? parameters.matrixElements() * placement.precision().bytes() : 0; // at most: all products have adapters
    }

    private boolean isView(Projection... projections) {
        return !copies && (!merges || Arrays.stream(projections).allMatch(projection -> projection.adapters().isEmpty()));
    }

    private Product product(Projection... projections) {
        var first = projections[0].matrix();
        long in = first.size(1), out = 0;
        var beside = new ArrayList<LowRank>();
        for (var projection : projections) {
            for (var adapter : projection.adapters()) {
                if (!merges) beside.add(adapter.behind(out));
            }
            out += projection.matrix().size(0);
        }
        // matrices that are used together stand behind each other in the flat buffer
        var matrix = isView(projections)
                ? weights.flat().narrow(0, first.storage_offset(), out * in).view(out, in).t()
                : weights.placement().zeros(in, out);
        return new Product(kept.keep(matrix), beside);
    }

    /// Copies the weights again if they were changed since the last time.
    void refresh() {
        long now = weights.version();
        if (now == version) return;
        for (int i = 0; i < layers.length; i++) {
            var layer = weights.layers[i];
            merge(layers[i].qkv.matrix, layer.qkv());
            merge(layers[i].attentionOut.matrix, layer.attentionOut());
            merge(layers[i].gateUp.matrix, layer.gate(), layer.up());
            merge(layers[i].down.matrix, layer.down());
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
                var columns = target.narrow(1, at, out);
                if (merges) projection.mergeInto(columns);
                else
                    columns.copy_(projection.matrix().t());
                at += out;
            }
        }
    }

    @Override
    public void close() {
        kept.close();
    }
}
