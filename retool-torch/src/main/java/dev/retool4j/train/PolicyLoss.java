package dev.retool4j.train;

import java.util.Arrays;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// PPO's clipped objective (ReTool §2.3, equation 1) on the sampled tokens of a batch, as a loss to be minimised.
///
/// With ratio ρ = exp(log π − log π_old) and advantage Â, a token's loss is −min(ρÂ, clip(ρ, 1 − clipLow, 1 + clipHigh)Â); where Â < 0
/// it is at most −dualClip·Â (dual clip, arXiv 1912.09729), which bounds the push away from tokens whose ratio has run off.
/// To it are added `klCoefficient` times the KL penalty, and subtracted `entropyCoefficient` times the entropy.
///
/// @param clipLow            0–1; the paper does not say, its public recipe takes 0.2
/// @param clipHigh           0 or more; the recipe takes 0.28, the "clip higher" of DAPO
/// @param dualClip           above 1, or infinity for none; the recipe takes 10
/// @param klCoefficient      weight of the divergence from the reference policy; the paper's is 0
/// @param kl                 its estimator
/// @param entropyCoefficient weight of the entropy bonus; 0 as in the recipe
public record PolicyLoss(double clipLow, double clipHigh, double dualClip, double klCoefficient, KlPenalty kl, double entropyCoefficient) {
    private static final double LARGEST_LOG_RATIO = 20;

    public static final PolicyLoss DEFAULT = new PolicyLoss(0.2, 0.28, 10, 0, KlPenalty.K3, 0);

    public PolicyLoss {
        Checks.range("clipLow", clipLow, 0, 1);
        Checks.notNegative("clipHigh", clipHigh);
        if (!(dualClip > 1))
            throw new IllegalArgumentException("dualClip is %s; it must be above 1, or infinity for none".formatted(dualClip));
        Checks.notNegative("klCoefficient", klCoefficient);
        Checks.notNegative("entropyCoefficient", entropyCoefficient);
    }

    /// The sampled tokens of a microbatch, in any order; prompt, interpreter output and padding are left out.
    ///
    /// @param logprobs          of the policy, with gradient (a leaf if the caller carries the gradient on itself); [n]
    /// @param oldLogprobs       of the behaviour policy; [n]
    /// @param advantages        [n]
    /// @param weights           of each token, from [LossAggregation#weights]; [n]
    /// @param referenceLogprobs of the reference policy; needed if `klCoefficient` is above 0; [n]
    /// @param entropies         of the policy's distribution at each token, with gradient; needed if `entropyCoefficient` is above 0; [n]
    public record Input(Tensor logprobs, Tensor oldLogprobs, Tensor advantages, Tensor weights, @Nullable Tensor referenceLogprobs,
            @Nullable Tensor entropies) {

        public Input(Tensor logprobs, Tensor oldLogprobs, Tensor advantages, Tensor weights) {
            this(logprobs, oldLogprobs, advantages, weights, null, null);
        }
    }

    /// @param loss           scalar tensor with gradient, made in the caller's scope
    /// @param firstNonFinite index of the first token whose log-probability, old log-probability or advantage is NaN or infinite; −1 if
    ///                       none. The loss is useless then: look up the token's trajectory and name it
    public record Result(Tensor loss, PolicyStats stats, int firstNonFinite) {}

    /// @throws IllegalArgumentException if a tensor that the coefficients ask for is missing, or sizes differ
    public Result apply(Input input) {
        check(input);
        var advantages = input.advantages(); // [n]
        var logRatio = Tensors.clamp(input.logprobs().sub(input.oldLogprobs()), -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO); // [n]
        var ratio = logRatio.exp(); // [n]
        var clippedRatio = Tensors.clamp(ratio, 1 - clipLow, 1 + clipHigh);
        var losses = torch.maximum(ratio.mul(advantages).neg(), clippedRatio.mul(advantages).neg()); // [n]
        if (dualClip < Double.POSITIVE_INFINITY) {
            var bound = advantages.mul(new Scalar(-dualClip)); // [n]
            losses = torch.where(advantages.lt(new Scalar(0.0)), torch.minimum(losses, bound), losses);
        }
        if (klCoefficient > 0 && input.referenceLogprobs() != null) {
            losses = losses.add(kl.of(input.logprobs(), input.referenceLogprobs()), new Scalar(klCoefficient));
        }
        if (entropyCoefficient > 0 && input.entropies() != null) losses = losses.sub(input.entropies(), new Scalar(entropyCoefficient));
        var loss = losses.mul(input.weights()).sum(); // []
        return statistics(input, loss);
    }

    private Result statistics(Input input, Tensor loss) {
        var logprobs = Tensors.floats(input.logprobs());
        var old = Tensors.floats(input.oldLogprobs());
        var advantages = Tensors.floats(input.advantages());
        var counter = new PolicyStats.Counter(this);
        int nonFinite = -1;
        for (int i = 0; i < logprobs.length; i++) {
            if (nonFinite < 0 && !Float.isFinite(logprobs[i] + old[i] + advantages[i])) nonFinite = i;
            counter.add(Math.clamp((double) logprobs[i] - old[i], -LARGEST_LOG_RATIO, LARGEST_LOG_RATIO), advantages[i]);
        }
        if (input.entropies() != null) counter.addEntropies(Tensors.floats(input.entropies()));
        if (input.referenceLogprobs() != null) counter.addReference(logprobs, Tensors.floats(input.referenceLogprobs()));
        return new Result(loss, counter.stats(), nonFinite);
    }

    private void check(Input input) {
        long n = input.logprobs().numel();
        same("oldLogprobs", input.oldLogprobs(), n);
        same("advantages", input.advantages(), n);
        same("weights", input.weights(), n);
        if (input.referenceLogprobs() != null) {
            same("referenceLogprobs", input.referenceLogprobs(), n);
        } else if (klCoefficient > 0) {
            throw new IllegalArgumentException("klCoefficient is %s but there are no log-probabilities of a reference policy".formatted(
                    klCoefficient));
        }
        if (input.entropies() != null) {
            same("entropies", input.entropies(), n);
        } else if (entropyCoefficient > 0) {
            throw new IllegalArgumentException("entropyCoefficient is %s but there are no entropies".formatted(entropyCoefficient));
        }
    }

    static void same(String name, Tensor tensor, long n) {
        if (tensor.dim() != 1 || tensor.numel() != n) {
            throw new IllegalArgumentException(
                    "%s has shape %s; expected [%d], one for each sampled token".formatted(name, Arrays.toString(tensor.shape()), n));
        }
    }
}
