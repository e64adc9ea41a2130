package dev.retool4j.model;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// One matrix product of a decoder layer.
///
/// @param matrix   `[out, in]`
/// @param bias     `[out]`, or null
/// @param adapters on some of the matrix's rows, in their order; usually none
record Projection(Tensor matrix, @Nullable Tensor bias, List<LowRank> adapters) {

    /// `[n, in]` → `[n, out]`.
    Tensor apply(Tensor x) {
        var y = bias == null ? torch.linear(x, matrix) : torch.linear(x, matrix, new TensorOptional(bias));
        return LowRank.add(adapters, x, y);
    }

    /// Writes the matrix with its adapters added, transposed, to `target` `[in, out]`.
    void mergeInto(Tensor target) {
        target.copy_(matrix.t());
        for (var adapter : adapters) {
            var columns = target.narrow(1, adapter.firstRow(), adapter.rows());
            columns.copy_(matrix.narrow(0, adapter.firstRow(), adapter.rows()).t().add(adapter.delta().t()));
        }
    }
}
