package dev.retool4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The RMSNorm over each head of queries and keys, before rotation, that Qwen3 has and others lack.
final class QueryKeyNorm {
    private final DoubleOptional epsilon;
    private final long[] shape;
    private final long[] split;

    QueryKeyNorm(ModelConfig config) {
        this.epsilon = new DoubleOptional(config.rmsNormEps());
        this.shape = new long[]{config.headDim()};
        this.split = new long[]{config.heads(), config.keyValueHeads()};
    }

    /// @param queryKey query heads, then key heads: `[…, heads + kvHeads, dim]`
    /// @return the same shape; the same tensor where the layer has no such norm
    Tensor apply(Weights.Layer layer, Tensor queryKey) {
        if (layer.queryNorm() == null || layer.keyNorm() == null) return queryKey;
        var parts = queryKey.split(split, -2);
        return torch.cat(new TensorVector(norm(parts.get(0), layer.queryNorm()), norm(parts.get(1), layer.keyNorm())),
                -2);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return torch.rms_norm(x, shape, new TensorOptional(weight), epsilon);
    }
}
