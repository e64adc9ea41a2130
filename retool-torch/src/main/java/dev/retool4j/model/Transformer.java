package dev.retool4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The decoder over whole sequences: RMSNorm, rotary positions, grouped-query attention, SwiGLU, tied or untied head, and what its
/// [Architecture] adds. Used where gradients are needed; [Decoder] is the same network one token at a time on a key-value cache.
///
/// Sequences of a batch are padded on the right; attention is causal, so that padding never reaches a real token.
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
        this.rope = new Rope(config);
        this.queryKeyNorm = new QueryKeyNorm(config);
        this.epsilon = new DoubleOptional(config.rmsNormEps());
        this.normShape = new long[]{config.hiddenSize()};
    }

    public Weights weights() {
        return weights;
    }

    /// The last hidden states, after the final norm.
    ///
    /// @param ids `[batch, time]`, int64
    /// @return `[batch, time, hidden]`
    public Tensor hidden(Tensor ids) {
        long batch = ids.size(0), time = ids.size(1);
        var x = torch.embedding(weights.embedding, ids.view(-1)); // [batch·time, hidden]
        var cos = rope.cos(time);
        var sin = rope.sin(time);
        for (var layer : weights.layers) {
            x = x.add(attention(layer, norm(x, layer.inputNorm()), batch, time, cos, sin));
            x = x.add(feedForward(layer, norm(x, layer.postAttentionNorm())));
        }
        return norm(x, weights.finalNorm).view(batch, time, config.hiddenSize());
    }

    /// Next-token logits of hidden states `[n, hidden]`: `[n, vocabulary]`.
    public Tensor logits(Tensor hidden) {
        return torch.linear(hidden, weights.head);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return torch.rms_norm(x, normShape, new TensorOptional(weight), epsilon);
    }

    private Tensor attention(Weights.Layer layer, Tensor x, long batch, long time, Tensor cos, Tensor sin) {
        long heads = config.heads(), kv = config.keyValueHeads(), dim = config.headDim();
        var qkv = qkv(layer, x).view(batch, time, heads + 2 * kv, dim);
        // split, not narrow: its backward pass is one concatenation
        var turning = qkv.split(new long[]{heads + kv, kv}, 2);
        var turned = rope.rotate(queryKeyNorm.apply(layer, turning.get(0)), cos, sin).split(new long[]{heads, kv}, 2);
        var q = turned.get(0).transpose(1, 2); // [batch, heads, time, dim]
        var k = turned.get(1).transpose(1, 2); // [batch, kv, time, dim]
        var v = turning.get(1).transpose(1, 2); // [batch, kv, time, dim]
        var mixed = torch.scaled_dot_product_attention(q, k, v, new TensorOptional(), 0.0, true, new DoubleOptional(), true); // as q
        return torch.linear(mixed.transpose(1, 2).reshape(batch * time, heads * dim), layer.attentionOut());
    }

    private static Tensor qkv(Weights.Layer layer, Tensor x) {
        return layer.qkvBias() == null
                ? torch.linear(x, layer.qkv())
                : torch.linear(x, layer.qkv(), new TensorOptional(layer.qkvBias()));
    }

    private Tensor feedForward(Weights.Layer layer, Tensor x) {
        return torch.linear(torch.silu(torch.linear(x, layer.gate())).mul(torch.linear(x, layer.up())), layer.down());
    }
}
