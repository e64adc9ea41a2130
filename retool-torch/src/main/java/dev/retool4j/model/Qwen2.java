package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/// The Qwen2 decoder over whole sequences: RMSNorm, rotary positions, grouped-query attention with QKV bias, SwiGLU, tied or untied
/// head. Used where gradients are needed; [Decoder] is the same network one token at a time on a key-value cache.
///
/// Sequences of a batch are padded on the right; attention is causal, so that padding never reaches a real token.
/// Callers hold a `PointerScope` around forward and backward.
public final class Qwen2 {
    private final Weights weights;
    private final ModelConfig config;
    private final Rope rope;
    private final DoubleOptional epsilon;
    private final long[] normShape;
    private final Tensor causal; // [maxPositions, maxPositions], 0 on and below the diagonal, −∞ above

    public Qwen2(Weights weights) {
        this.weights = weights;
        this.config = weights.config();
        this.rope = new Rope(config);
        this.epsilon = new DoubleOptional(config.rmsNormEps());
        this.normShape = new long[]{config.hiddenSize()};
        long cap = Math.min(config.maxPositions(), CAUSAL_CAP);
        this.causal = torch.full(new long[]{cap, cap}, new Scalar(Double.NEGATIVE_INFINITY), new TensorOptions(ScalarType.Float)).triu(1);
    }

    /// Up to this length the attention matrix is written out (faster backward on short sequences); above, the fused kernel runs.
    private static final long CAUSAL_CAP = 512;

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
        var cos = rope.cos(0, time);
        var sin = rope.sin(0, time);
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
        long heads = config.heads(), kv = config.keyValueHeads(), dim = config.headDim(), group = heads / kv;
        var qkv = torch.linear(x, layer.qkv(), new TensorOptional(layer.qkvBias())).view(batch, time, heads + 2 * kv, dim);
        var rotated = rope.rotate(qkv.narrow(2, 0, heads + kv), cos, sin);
        var q = rotated.narrow(2, 0, heads).transpose(1, 2); // [batch, heads, time, dim]
        var k = rotated.narrow(2, heads, kv).transpose(1, 2); // [batch, kv, time, dim]
        var v = qkv.narrow(2, heads + kv, kv).transpose(1, 2); // [batch, kv, time, dim]
        Tensor mixed; // [batch, heads, time, dim]
        if (time <= causal.size(0)) {
            var grouped = q.reshape(batch * kv, group * time, dim).mul(new Scalar(1 / Math.sqrt(dim)));
            // in place: the product's backward pass needs its inputs only
            var masked = torch.bmm(grouped, k.reshape(batch * kv, time, dim).transpose(1, 2))
                    .add_(causal.narrow(0, 0, time).narrow(1, 0, time).repeat(group, 1));
            mixed = torch.bmm(torch.softmax(masked, -1), v.reshape(batch * kv, time, dim)).view(batch,
                    heads, time, dim);
        } else {
            mixed = torch.scaled_dot_product_attention(q, k, v, new TensorOptional(), 0.0, true, new DoubleOptional(), true);
        }
        return torch.linear(mixed.transpose(1, 2).reshape(batch * time, heads * dim), layer.attentionOut());
    }

    private Tensor feedForward(Weights.Layer layer, Tensor x) {
        var gateUp = torch.linear(x, layer.gateUp());
        long ff = config.intermediateSize();
        return torch.linear(torch.silu(gateUp.narrow(1, 0, ff)).mul(gateUp.narrow(1, ff, ff)), layer.down());
    }
}
