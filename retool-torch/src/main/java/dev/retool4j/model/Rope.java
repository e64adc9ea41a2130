package dev.retool4j.model;

import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Rotary position embedding in Qwen2's half-split layout: component `i` pairs with `i + dim/2`.
final class Rope implements AutoCloseable {
    private final Kept kept = new Kept();
    private final Tensor cos; // [positions, 1, dim]
    private final Tensor sin; // [positions, 1, dim], the first half negated so that rotation is x·cos + roll(x)·sin
    private final long half;

    Rope(ModelConfig config) {
        int dim = config.headDim(), positions = config.maxPositions();
        this.half = dim / 2;
        var c = new float[positions * dim];
        var s = new float[positions * dim];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < dim / 2; i++) {
                // fp32 steps as in Hugging Face's code: inverse frequency and angle are rounded to float
                float frequency = (float) (1.0 / Math.pow(config.ropeTheta(), 2.0 * i / dim));
                float angle = position * frequency;
                int at = position * dim + i;
                c[at] = c[at + dim / 2] = (float) Math.cos(angle);
                s[at] = (float) -Math.sin(angle);
                s[at + dim / 2] = (float) Math.sin(angle);
            }
        }
        this.cos = kept.keep(AbstractTensor.create(c, positions, 1, dim));
        this.sin = kept.keep(AbstractTensor.create(s, positions, 1, dim));
    }

    @Override
    public void close() {
        kept.close();
    }

    Tensor cos(long from, long count) {
        return cos.narrow(0, from, count);
    }

    Tensor sin(long from, long count) {
        return sin.narrow(0, from, count);
    }

    /// Rows at `positions` `[n]`: `[n, 1, dim]`.
    Tensor cosAt(Tensor positions) {
        return cos.index_select(0, positions);
    }

    Tensor sinAt(Tensor positions) {
        return sin.index_select(0, positions);
    }

    /// Rotates `x` `[…, heads, dim]`; `cos` and `sin` broadcast over its leading dimensions.
    Tensor rotate(Tensor x, Tensor cos, Tensor sin) {
        return torch.addcmul(x.mul(cos), x.roll(new long[]{half}, new long[]{-1}), sin);
    }
}
