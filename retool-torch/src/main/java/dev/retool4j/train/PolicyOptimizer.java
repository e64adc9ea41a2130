package dev.retool4j.train;

import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The optimiser of a policy's weights as [OptimizerOptions] says: AdamW for all, or Muon for the matrices at the front of the flat buffer
/// and AdamW for the rest.
final class PolicyOptimizer {
    private final @Nullable Muon matrices;
    private final AdamW rest;

    PolicyOptimizer(Weights weights, OptimizerOptions options) {
        var adamW = new AdamW.Options(options.learningRate(), options.beta1(), options.beta2(), 1e-8, options.weightDecay());
        if (options.kind() == OptimizerOptions.Kind.ADAMW) {
            this.matrices = null;
            this.rest = new AdamW(weights.flat(), weights.gradient(), adamW);
        } else {
            long from = weights.parameters().matrixElements(), count = weights.parameters().elements() - from;
            this.matrices = new Muon(weights, options.matrixLearningRate(), options.matrixMomentum(), options.matrixWeightDecay());
            this.rest = new AdamW(weights.flat().narrow(0, from, count), weights.gradient().narrow(0, from, count), adamW);
        }
    }

    /// Applies the gradients.
    ///
    /// @param factor on the learning rates, from the schedule
    void step(double factor) {
        if (matrices != null) matrices.step(factor);
        rest.step(factor);
    }

    List<NamedTensor> state() {
        var state = new ArrayList<NamedTensor>();
        for (var tensor : rest.state())
            state.add(new NamedTensor("adamw." + tensor.name(), tensor.tensor()));
        if (matrices != null) for (var tensor : matrices.state())
            state.add(new NamedTensor("muon." + tensor.name(), tensor.tensor()));
        return state;
    }
}
