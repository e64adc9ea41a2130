package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/// One pass of sequences through a [Transformer], and the way back: take [#hidden], compute a loss from it, call the loss's `backward()`,
/// then [#backward].
///
/// With checkpointing (arXiv 1604.06174) the pass keeps only what goes into each layer, and [#backward] computes a layer again before it
/// goes back through it: a third more work, and the memory of one layer's activations in place of all.
public final class ForwardPass implements AutoCloseable {
    private final Transformer model;
    private final SequenceLayout layout;
    private final Transformer.Angles angles;
    private final List<Tensor> inputs = new ArrayList<>(); // of each layer and, last, of the final norm; [tokens, hidden]; checkpointing
    private final Kept kept = new Kept();
    private final Tensor hidden;

    ForwardPass(Transformer model, SequenceLayout layout, boolean checkpointing) {
        this.model = model;
        this.layout = layout;
        this.angles = model.angles(layout);
        this.hidden = checkpointing && GradMode.is_enabled() ? throughCheckpoints() : through();
    }

    private Tensor through() {
        var x = model.embed(layout);
        for (int layer = 0; layer < model.layers(); layer++)
            x = model.layer(layer, x, layout, angles);
        return model.finish(x);
    }

    private Tensor throughCheckpoints() {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            inputs.add(kept.keep(model.embed(layout)));
            for (int layer = 0; layer < model.layers(); layer++)
                inputs.add(kept.keep(model.layer(layer, inputs.getLast(), layout, angles)));
        }
        return model.finish(leaf(inputs.getLast()));
    }

    private static Tensor leaf(Tensor input) {
        input.set_requires_grad(true);
        return input;
    }

    /// The last hidden states, after the final norm, with gradient: `[tokens, hidden]`.
    public Tensor hidden() {
        return hidden;
    }

    /// Carries the gradient that a loss has left on to the weights.
    public void backward() {
        if (inputs.isEmpty()) {
            model.weights().gatherGradients();
            return;
        }
        for (int layer = model.layers() - 1; layer >= 0; layer--) {
            try (var scope = new PointerScope()) {
                var above = inputs.get(layer + 1);
                var output = model.layer(layer, leaf(inputs.get(layer)), layout, angles);
                backward(output, above.grad());
                above.reset();
                model.weights().gatherGradients();
            }
        }
        try (var scope = new PointerScope()) {
            var embedded = model.embed(layout);
            if (embedded.requires_grad()) backward(embedded, inputs.getFirst().grad());
            model.weights().gatherGradients();
        }
    }

    private static void backward(Tensor output, Tensor gradient) {
        if (output.requires_grad()) output.backward(gradient, new BoolOptional(), false, new TensorArrayRefOptional());
    }

    /// Frees what the pass kept.
    @Override
    public void close() {
        kept.close();
    }
}
