package dev.retool4j.model;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// A trained addition of low rank to some rows of a frozen matrix (LoRA, arXiv 2106.09685): W + scale · B A.
///
/// @param a        `[rank, in]`, fp32
/// @param b        `[rows, rank]`, fp32
/// @param scale    α / rank, or α / √rank
/// @param firstRow of the rows of the matrix that it adds to
record LowRank(Tensor a, Tensor b, double scale, long firstRow) {

    long rows() {
        return b.size(0);
    }

    /// Its part of the product with `x` `[n, in]`, computed in fp32: `[n, rows]`.
    Tensor apply(Tensor x) {
        return torch.linear(torch.linear(x.to(ScalarType.Float), a), b).mul(new Scalar(scale));
    }

    /// What it adds to the matrix: `[rows, in]`, fp32.
    Tensor delta() {
        return torch.mm(b, a).mul(new Scalar(scale));
    }
}
