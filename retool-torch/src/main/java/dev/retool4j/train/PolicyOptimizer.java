package dev.retool4j.train;

import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The optimiser of a policy's weights as [OptimizerOptions] says: AdamW for all, or Muon for the matrices at the front of the flat buffer
/// and AdamW for the rest.
final class PolicyOptimizer implements AutoCloseable {
    private final OptimizerOptions options;
    private final @Nullable Muon matrices;
    private final AdamW rest;

    PolicyOptimizer(Weights weights, OptimizerOptions options) {
        this.options = options;
        var adamW = new AdamW.Options(options.beta1(), options.beta2(), 1e-8, options.weightDecay());
        if (options.kind() == OptimizerOptions.Kind.ADAMW) {
            this.matrices = null;
            this.rest = new AdamW(weights.flat(), weights.gradient(), adamW);
            return;
        }
        long from = weights.parameters().matrixElements(), count = weights.parameters().elements() - from;
        var muon = new Muon.Options(options.matrixMomentum(), true, options.matrixWeightDecay(), 5, Muon.Precision.FLOAT32);
        this.matrices = new Muon(weights.flat().narrow(0, 0, from), weights.gradient().narrow(0, 0, from), blocks(weights), muon);
        this.rest = new AdamW(weights.flat().narrow(0, from, count), weights.gradient().narrow(0, from, count), adamW);
    }

    /// Every part of a fused matrix is a block of its own.
    private static List<Muon.Block> blocks(Weights weights) {
        var blocks = new ArrayList<Muon.Block>();
        for (var matrix : weights.parameters().matrices()) {
            long columns = matrix.shape().getLast();
            for (var part : matrix.parts())
                blocks.add(new Muon.Block(matrix.offset() + part.firstRow() * columns, part.rows(), columns));
        }
        return blocks;
    }

    /// Applies the gradients.
    ///
    /// @param factor on the learning rates, from the schedule
    void step(double factor) {
        if (matrices != null) matrices.step(options.matrixLearningRate() * factor);
        rest.step(options.learningRate() * factor);
    }

    List<NamedTensor> state() {
        var state = new ArrayList<>(rest.state());
        if (matrices != null) state.addAll(matrices.state());
        return state;
    }

    @Override
    public void close() {
        rest.close();
        if (matrices != null) matrices.close();
    }
}
