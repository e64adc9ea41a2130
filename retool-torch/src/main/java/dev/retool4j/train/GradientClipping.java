package dev.retool4j.train;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// Scales a gradient down to a largest Euclidean norm.
///
/// @param maxNorm above 0; infinity only measures
public record GradientClipping(double maxNorm) {
    private static final double EPSILON = 1e-6;

    public static final GradientClipping DEFAULT = new GradientClipping(1);

    public GradientClipping {
        if (!(maxNorm > 0))
            throw new IllegalArgumentException("maxNorm is %s; it must be above 0, or infinity for none".formatted(maxNorm));
    }

    /// Clips in place.
    ///
    /// @param gradient flat, of all parameters
    /// @return the norm before clipping; NaN or infinite if an element is: the gradient is unchanged then and must not be applied
    public double apply(Tensor gradient) {
        try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
            double norm = torch.linalg_vector_norm(gradient).item_double();
            if (norm > maxNorm && norm < Double.POSITIVE_INFINITY) gradient.mul_(new Scalar(maxNorm / (norm + EPSILON)));
            return norm;
        }
    }
}
