package dev.retool4j.train;

import java.util.List;

/// Changes parameters along a gradient. Both are flat buffers given at construction, and so is all state: a step allocates nothing that
/// stays. Used by one thread at a time.
public sealed interface Optimiser extends AutoCloseable permits AdamW, Muon {

    /// One update with the gradient that the buffer holds now. The gradient is left as it is: zero it before the next backward pass.
    void step(double learningRate);

    /// The live state: save these tensors, and to resume copy the saved ones into them.
    List<NamedTensor> state();

    /// Frees the state; parameters and gradient belong to the caller.
    @Override
    void close();
}
