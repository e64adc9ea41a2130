package dev.retool4j.train;

import dev.retool4j.model.Kept;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Drives the singular values of a batch of matrices towards 1, in place: X is divided by its norm, and each step takes
/// X ← aX + (bA + cA²)X with A = XXᵀ. The coefficients are Jordan's, which rise steeply from 0 and end near 1, not at it.
final class NewtonSchulz {
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double SMALLEST_NORM = 1e-7;
    private static final long[] EACH_MATRIX = {1, 2};

    private final int steps;
    private final Tensor matrices; // [count, rows, columns]
    private final Tensor transposed; // [count, columns, rows], a view
    private final Tensor next; // [count, rows, columns]
    private final Tensor nextTransposed; // [count, columns, rows], a view
    private final Tensor gram; // [count, rows, rows]
    private final Tensor polynomial; // [count, rows, rows]

    /// @param rows no more than `columns`
    /// @param kept owns the buffers
    NewtonSchulz(long count, long rows, long columns, int steps, ScalarType type, Kept kept) {
        this.steps = steps;
        var options = new TensorOptions(type);
        matrices = kept.keep(torch.zeros(new long[]{count, rows, columns}, options));
        transposed = kept.keep(matrices.transpose(1, 2));
        next = kept.keep(torch.zeros(new long[]{count, rows, columns}, options));
        nextTransposed = kept.keep(next.transpose(1, 2));
        gram = kept.keep(torch.zeros(new long[]{count, rows, rows}, options));
        polynomial = kept.keep(torch.zeros(new long[]{count, rows, rows}, options));
    }

    /// Input and output of [#run].
    Tensor matrices() {
        return matrices;
    }

    /// Works in the caller's scope, without gradient.
    void run() {
        var norms = torch.linalg_vector_norm(matrices, new Scalar(2.0), EACH_MATRIX, true, new ScalarTypeOptional(ScalarType.Float));
        matrices.div_(norms.clamp_min_(new Scalar(SMALLEST_NORM))); // norms [count, 1, 1]
        var a = new Scalar(A);
        var b = new Scalar(B);
        var c = new Scalar(C);
        for (int i = 0; i < steps; i++) {
            boolean even = i % 2 == 0;
            var from = even ? matrices : next;
            var to = even ? next : matrices;
            torch.bmm_out(gram, from, even ? transposed : nextTransposed);
            torch.baddbmm_out(polynomial, gram, gram, gram, b, c);
            torch.baddbmm_out(to, from, polynomial, from, a, new Scalar(1.0));
        }
        if (steps % 2 == 1) matrices.copy_(next);
    }
}
