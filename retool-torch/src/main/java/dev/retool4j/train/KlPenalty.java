package dev.retool4j.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// Estimators of KL(policy ‖ reference) from the log-probabilities of sampled tokens (Schulman, "Approximating KL divergence").
public enum KlPenalty {
    /// log π − log π_ref: unbiased as a value; used as a loss its gradient is zero in expectation, so prefer another there.
    K1,
    /// Half the squared difference: biased as a value, and its gradient is that of the KL divergence.
    K2,
    /// r − 1 − log r with r = π_ref/π: unbiased, never negative, low variance; cut off at 10 as GRPO implementations do.
    K3;

    private static final double LARGEST_DIFFERENCE = 20;
    private static final double LARGEST_K3 = 10;

    /// Per token, with gradient to `logprobs`; made in the caller's scope.
    ///
    /// @param logprobs  of the policy; [n]
    /// @param reference log-probabilities of the reference policy; [n]
    Tensor of(Tensor logprobs, Tensor reference) {
        var difference = Tensors.clamp(logprobs.sub(reference), -LARGEST_DIFFERENCE, LARGEST_DIFFERENCE); // [n]
        return switch (this) {
            case K1 -> difference;
            case K2 -> difference.square().mul(new Scalar(0.5));
            case K3 -> {
                var inverse = difference.neg(); // log r
                yield inverse.exp().sub(inverse).sub(new Scalar(1.0)).clamp_max(new Scalar(LARGEST_K3));
            }
        };
    }
}
