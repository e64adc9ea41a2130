package dev.retool4j.train;

import dev.retool4j.model.Kept;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Drives the singular values of a batch of matrices towards 1: X is divided by its norm, and each step takes
/// X ← aX + (bA + cA²)X with A = XXᵀ, or for tall matrices the same from the right with A = XᵀX, whichever A is smaller.
/// The coefficients are Jordan's, which rise steeply from 0 and end near 1, not at it.
final class NewtonSchulz {
    private static final double A = 3.4445;
    private static final double B = -4.7750;
    private static final double C = 2.0315;
    private static final double SMALLEST_NORM = 1e-7;
    private static final long[] EACH_MATRIX = {1, 2};

    private final int steps;
    private final boolean tall;
    private final Tensor[] matrices = new Tensor[2]; // [count, rows, columns], input and output of a step in turn
    private final Tensor[] transposed = new Tensor[2]; // [count, columns, rows], views of them
    private final Tensor gram; // [count, small, small]
    private final Tensor polynomial; // [count, small, small]

    /// @param device of the matrices
    /// @param kept   owns the buffers
    NewtonSchulz(long count, long rows, long columns, int steps, ScalarType type, Device device, Kept kept) {
        this.steps = steps;
        this.tall = rows > columns;
        var options = new TensorOptions(type).device(new DeviceOptional(device));
        for (int i = 0; i < 2; i++) {
            matrices[i] = kept.keep(torch.zeros(new long[]{count, rows, columns}, options));
            transposed[i] = kept.keep(matrices[i].transpose(1, 2));
        }
        long small = Math.min(rows, columns);
        gram = kept.keep(torch.zeros(new long[]{count, small, small}, options));
        polynomial = kept.keep(torch.zeros(new long[]{count, small, small}, options));
    }

    /// Where [#run] reads its matrices from, and which it overwrites; [count, rows, columns].
    Tensor input() {
        return matrices[0];
    }

    /// Where [#run] leaves its result; [count, rows, columns].
    Tensor output() {
        return matrices[steps % 2];
    }

    /// Works in the caller's scope, without gradient.
    void run() {
        var norms = torch.linalg_vector_norm(input(), new Scalar(2.0), EACH_MATRIX, true, new ScalarTypeOptional()); // [count, 1, 1]
        input().div_(norms.clamp_min_(new Scalar(SMALLEST_NORM)));
        var a = new Scalar(A);
        var b = new Scalar(B);
        var c = new Scalar(C);
        var one = new Scalar(1.0);
        for (int i = 0; i < steps; i++) {
            var from = matrices[i % 2];
            var to = matrices[(i + 1) % 2];
            if (tall) {
                torch.bmm_out(gram, transposed[i % 2], from);
            } else {
                torch.bmm_out(gram, from, transposed[i % 2]);
            }
            torch.baddbmm_out(polynomial, gram, gram, gram, b, c);
            if (tall) {
                torch.baddbmm_out(to, from, from, polynomial, a, one);
            } else {
                torch.baddbmm_out(to, from, polynomial, from, a, one);
            }
        }
    }
}
