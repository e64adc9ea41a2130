package dev.retool4j.train;

import dev.retool4j.model.Kept;
import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// The optimiser of what learns of a policy, as [OptimizerOptions] says: AdamW for all, or Muon for the matrices at the front of the flat
/// buffer and AdamW for the rest. Where the weights are no fp32, it works on an fp32 master copy, which is rounded to them after each step.
final class PolicyOptimizer implements AutoCloseable {
    private final OptimizerOptions options;
    private final Tensor learned; // [n]
    private final @Nullable Tensor master; // [n], fp32; null where the weights are fp32 themselves
    private final Kept kept = new Kept();
    private final @Nullable Muon matrices;
    private final AdamW rest;

    PolicyOptimizer(Weights weights, OptimizerOptions options) {
        this.options = options;
        this.learned = weights.learned();
        var adamW = new AdamW.Options(options.beta1(), options.beta2(), 1e-8, options.weightDecay());
        try (var scope = new PointerScope(); var off = new NoGradGuard()) {
            this.master = learned.scalar_type().intern() == ScalarType.Float ? null : kept.keep(learned.to(ScalarType.Float));
            var parameters = master == null ? learned : master;
            if (options.kind() == OptimizerOptions.Kind.ADAMW) {
                this.matrices = null;
                this.rest = new AdamW(parameters, weights.gradient(), adamW);
                return;
            }
            if (weights.adapters() != null)
                throw new IllegalArgumentException("optimizer.kind=muon is for whole matrices: use adamw with lora.rank above 0");
            long from = weights.parameters().matrixElements(), count = weights.parameters().elements() - from;
            var muon = new Muon.Options(options.matrixMomentum(), true, options.matrixWeightDecay(), 5, Muon.Precision.FLOAT32);
            this.matrices = new Muon(parameters.narrow(0, 0, from), weights.gradient().narrow(0, 0, from), blocks(weights), muon);
            this.rest = new AdamW(parameters.narrow(0, from, count), weights.gradient().narrow(0, from, count), adamW);
        }
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
        if (master == null) return;
        try (var scope = new PointerScope(); var off = new NoGradGuard()) {
            learned.copy_(master);
        }
    }

    List<NamedTensor> state() {
        var state = new ArrayList<>(rest.state());
        if (matrices != null) state.addAll(matrices.state());
        if (master != null) state.add(new NamedTensor("master", master));
        return state;
    }

    @Override
    public void close() {
        rest.close();
        if (matrices != null) matrices.close();
        kept.close();
    }
}
