package dev.retool4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The decoder over whole sequences: RMSNorm, rotary positions, grouped-query attention, SwiGLU, tied or untied head, and what its
/// [Architecture] adds. Used where gradients are needed; [Decoder] is the same network one token at a time on a key-value cache.
///
/// Callers hold a `PointerScope` around forward and backward.
public final class Transformer {
    private final Weights weights;
    private final ModelConfig config;
    private final Rope rope;
    private final QueryKeyNorm queryKeyNorm;
    private final DoubleOptional epsilon;
    private final long[] normShape;

    public Transformer(Weights weights) {
        this.weights = weights;
        this.config = weights.config();
        this.rope = new Rope(config, weights.placement());
        this.queryKeyNorm = new QueryKeyNorm(config);
        this.epsilon = new DoubleOptional(config.rmsNormEps());
        this.normShape = new long[]{config.hiddenSize()};
    }

    public Weights weights() {
        return weights;
    }

    /// Takes sequences through all layers.
    ///
    /// @param checkpointing whether activations are computed again on the way back, in place of being kept
    public ForwardPass forward(SequenceLayout layout, boolean checkpointing) {
        return new ForwardPass(this, layout, checkpointing);
    }

    /// The last hidden states, after the final norm, all activations kept.
    ///
    /// @param ids `[batch, time]`, int64
    /// @return `[batch, time, hidden]`
    public Tensor hidden(Tensor ids) {
        var layout = new SequenceLayout.Padded(ids);
        try (var pass = forward(layout, false)) {
            return pass.hidden().view(ids.size(0), ids.size(1), config.hiddenSize());
        }
    }

    int layers() {
        return weights.layers.length;
    }

    /// Cosines and sines of the tokens of one pass, in the shape that its layout's heads have.
    record Angles(Tensor cos, Tensor sin) {}

    Angles angles(SequenceLayout layout) {
        long longest = layout.longest();
        return new Angles(layout.angles(rope.cos(longest)), layout.angles(rope.sin(longest)));
    }

    /// What goes into the first layer: `[tokens, hidden]`.
    Tensor embed(SequenceLayout layout) {
        return torch.embedding(weights.embedding, layout.ids());
    }

    /// One layer: `[tokens, hidden]` → the same shape.
    Tensor layer(int index, Tensor input, SequenceLayout layout, Angles angles) {
        var layer = weights.layers[index];
        return Scopes.result(() -> {
            var x = input.add(attention(layer, norm(input, layer.inputNorm()), layout, angles));
            return x.add(feedForward(layer, norm(x, layer.postAttentionNorm())));
        });
    }

    /// The final norm: `[tokens, hidden]` → the same shape.
    Tensor finish(Tensor x) {
        return norm(x, weights.finalNorm);
    }

    /// Next-token logits of hidden states `[n, hidden]`: `[n, vocabulary]`.
    public Tensor logits(Tensor hidden) {
        return torch.linear(hidden, weights.head);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return torch.rms_norm(x, normShape, new TensorOptional(weight), epsilon);
    }

    private Tensor attention(Weights.Layer layer, Tensor x, SequenceLayout layout, Angles angles) {
        long heads = config.heads(), kv = config.keyValueHeads();
        var qkv = layout.heads(layer.qkv().apply(x), config.headDim()); // […, heads + 2·kv, dim]
        // split, not narrow: its backward pass is one concatenation
        var turning = qkv.split(new long[]{heads + kv, kv}, -2);
        var turned = rope.rotate(queryKeyNorm.apply(layer, turning.get(0)), angles.cos(), angles.sin())
                .split(new long[]{heads, kv}, -2);
        return layer.attentionOut().apply(layout.attention(turned.get(0), turned.get(1), turning.get(1)));
    }

    private Tensor feedForward(Weights.Layer layer, Tensor x) {
        return layer.down().apply(torch.silu(layer.gate().apply(x)).mul(layer.up().apply(x)));
    }
}
