package dev.retool4j.model;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Rotary position embedding in the half-split layout of Hugging Face: component `i` pairs with `i + dim/2`.
///
/// Its tables grow with the positions that are asked for, since a model may allow far more than are used. Several threads may ask.
final class Rope implements AutoCloseable {
    private static final int FIRST = 512;

    /// @param cos `[positions, 1, dim]`
    /// @param sin `[positions, 1, dim]`, the first half negated so that rotation is x·cos + roll(x)·sin
    private record Table(int positions, Tensor cos, Tensor sin) {}

    private final Kept kept = new Kept();
    private final Placement placement;
    private final float[] frequencies; // [dim / 2], radians per position
    private final int maxPositions;
    private final long half;
    private volatile Table table;

    Rope(ModelConfig config, Placement placement) {
        this.placement = placement;
        this.half = config.headDim() / 2;
        this.maxPositions = config.maxPositions();
        this.frequencies = frequencies(config);
        this.table = table(Math.min(FIRST, maxPositions));
    }

    /// The angle by which each pair of components turns from one position to the next, `[dim / 2]`, in radians.
    ///
    /// Each step is rounded to fp32 as in Hugging Face's code, and the power is libtorch's own: at position 32768 the last bit of a
    /// frequency is worth up to a thousandth of a radian.
    static float[] frequencies(ModelConfig config) {
        int dim = config.headDim();
        var exponents = new float[dim / 2];
        for (int i = 0; i < exponents.length; i++)
            exponents[i] = 2f * i / dim;
        var powers = new float[exponents.length];
        try (var scope = new PointerScope()) {
            torch.pow(new Scalar(config.ropeTheta()), AbstractTensor.create(exponents)).data_ptr_float().get(powers);
        }
        var scaling = config.ropeScaling();
        var frequencies = new float[powers.length];
        for (int i = 0; i < frequencies.length; i++)
            frequencies[i] = scaling == null ? 1 / powers[i] : scaling.apply(1 / powers[i]);
        return frequencies;
    }

    private Table table(int positions) {
        int dim = 2 * frequencies.length;
        var c = new float[Math.multiplyExact(positions, dim)];
        var s = new float[c.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < dim / 2; i++) {
                float angle = position * frequencies[i];
                int at = position * dim + i;
                c[at] = c[at + dim / 2] = (float) Math.cos(angle);
                s[at] = (float) -Math.sin(angle);
                s[at + dim / 2] = (float) Math.sin(angle);
            }
        }
        try (var scope = new PointerScope()) {
            return new Table(positions, kept.keep(placement.tensor(c, positions, 1, dim)),
                    kept.keep(placement.tensor(s, positions, 1, dim)));
        }
    }

    /// Makes sure that positions `[0, count)` can be asked for.
    ///
    /// @throws IllegalArgumentException if the model was made for fewer
    void reach(long count) {
        if (count <= table.positions) return;
        if (count > maxPositions)
            throw new IllegalArgumentException("a sequence of " + count + " tokens, but the model was made for at most " + maxPositions
                    + " (max_position_embeddings): lower the token budgets");
        synchronized (this) {
            // the smaller tables stay: another thread may be reading them
            if (count > table.positions) table = table((int) Math.min(maxPositions, Math.max(count, 2L * table.positions)));
        }
    }

    @Override
    public void close() {
        kept.close();
    }

    /// Rows of positions `[0, count)`: `[count, 1, dim]`.
    Tensor cos(long count) {
        reach(count);
        return table.cos.narrow(0, 0, count);
    }

    Tensor sin(long count) {
        reach(count);
        return table.sin.narrow(0, 0, count);
    }

    /// Rows at `positions` `[n]`, which are within [#reach]: `[n, 1, dim]`.
    Tensor cosAt(Tensor positions) {
        return table.cos.index_select(0, positions);
    }

    Tensor sinAt(Tensor positions) {
        return table.sin.index_select(0, positions);
    }

    /// Rotates `x` `[…, heads, dim]` in fp32; `cos` and `sin` broadcast over its leading dimensions.
    Tensor rotate(Tensor x, Tensor cos, Tensor sin) {
        var wide = placement.wide(x);
        return placement.cast(torch.addcmul(wide.mul(cos), wide.roll(new long[]{half}, new long[]{-1}), sin));
    }
}
