package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
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

    /// Adds what some adapters make of `x` `[n, in]`, computed in fp32, to the product `y` `[n, out]` of the matrix itself.
    ///
    /// @param adapters in the order of their rows
    static Tensor add(List<LowRank> adapters, Tensor x, Tensor y) {
        if (adapters.isEmpty()) return y;
        var wide = x.to(ScalarType.Float); // once for all
        var pieces = new ArrayList<Tensor>();
        long at = 0;
        for (var adapter : adapters) {
            if (at < adapter.firstRow) pieces.add(y.narrow(1, at, adapter.firstRow - at));
            var addition = torch.linear(torch.linear(wide, adapter.a), adapter.b).mul(new Scalar(adapter.scale));
            pieces.add(y.narrow(1, adapter.firstRow, adapter.rows()).add(addition.to(y.scalar_type().intern())));
            at = adapter.firstRow + adapter.rows();
        }
        if (at < y.size(1)) pieces.add(y.narrow(1, at, y.size(1) - at));
        return pieces.size() == 1 ? pieces.getFirst() : torch.cat(new TensorVector(pieces.toArray(Tensor[]::new)), 1);
    }

    /// The same adapter where its matrix stands behind so many rows of others.
    LowRank behind(long rows) {
        return new LowRank(a, b, scale, firstRow + rows);
    }

    /// What it adds to the matrix: `[rows, in]`, fp32.
    Tensor delta() {
        return torch.mm(b, a).mul(new Scalar(scale));
    }
}
