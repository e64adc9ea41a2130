package dev.retool4j.model;

import java.util.random.RandomGenerator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The critic: the value of a state, read off the policy's last hidden state by a small network `hidden → width → 1` with tanh.
/// It starts at zero. Its input is detached, so that the critic's loss does not move the policy.
///
/// The paper gives no critic details; verl's critic is a scalar head on a copy of the policy.
public final class ValueHead {
    private final Tensor flat; // [elements]
    private final int hidden;
    private final int width;
    private final Tensor gradient; // [elements]
    private final Tensor inner; // [width, hidden]
    private final Tensor innerBias; // [width]
    private final Tensor outer; // [1, width]
    private final Tensor outerBias; // [1]

    private ValueHead(Tensor flat, int hidden, int width) {
        this.flat = flat;
        this.hidden = hidden;
        this.width = width;
        gradient = torch.zeros_like(flat);
        inner = leaf(0, width, hidden);
        innerBias = leaf((long) width * hidden, width);
        outer = leaf((long) width * hidden + width, 1, width);
        outerBias = leaf((long) width * hidden + 2L * width, 1);
    }

    /// @param random    draws the inner layer's weights; the outer layer starts at zero
    /// @param placement of the policy; the head is fp32 wherever that is
    public static ValueHead create(int hidden, int width, RandomGenerator random, Placement placement) {
        long elements = (long) width * hidden + width + width + 1;
        var initial = new float[(int) elements];
        float bound = (float) (1 / Math.sqrt(hidden));
        for (int i = 0; i < width * hidden; i++)
            initial[i] = (random.nextFloat() * 2 - 1) * bound;
        return new ValueHead(placement.tensor(initial), hidden, width);
    }

    /// The same head (the same memory) with gradients of its own, for another worker.
    public ValueHead replica() {
        return new ValueHead(flat, hidden, width);
    }

    private Tensor leaf(long offset, long... shape) {
        long n = 1;
        for (long s : shape)
            n *= s;
        var view = flat.narrow(0, offset, n).view(shape).detach();
        view.set_requires_grad(true);
        view.mutable_grad().put(gradient.narrow(0, offset, n).view(shape));
        return view;
    }

    /// Values of hidden states `[n, hidden]`: `[n]`, each row's the same to the bit whatever the other rows, from [Decoder#MIN_ROWS] rows on.
    public Tensor values(Tensor hidden) {
        var activated = torch.tanh(torch.linear(hidden.detach().to(ScalarType.Float), inner, new TensorOptional(innerBias)));
        // no product with a single column: MKL's gemv computes a row differently for different numbers of rows
        return activated.mul(outer).sum(-1).add(outerBias);
    }

    /// All parameters, `[elements]`.
    public Tensor flat() {
        return flat;
    }

    /// All gradients, `[elements]`.
    public Tensor gradient() {
        return gradient;
    }
}
