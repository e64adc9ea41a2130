package dev.retool4j.train;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// The critic's loss: half the weighted mean of max((v − R)², (v_clipped − R)²), where v_clipped keeps within `clip` of the value that
/// the critic gave at rollout.
///
/// @param clip above 0, or infinity for none; with rewards of ±1 the public recipe takes 0.5
public record ValueLoss(double clip) {
    public static final ValueLoss DEFAULT = new ValueLoss(0.5);

    public ValueLoss {
        if (!(clip > 0))
            throw new IllegalArgumentException("clip of the value loss is %s; it must be above 0, or infinity for none"
                    .formatted(clip));
    }

    /// The sampled tokens of a microbatch.
    ///
    /// @param values    of the critic now, with gradient; [n]
    /// @param oldValues of the critic at rollout; [n]
    /// @param returns   its targets; [n]
    /// @param weights   of each token, from [LossAggregation#weights]; [n]
    public record Input(Tensor values, Tensor oldValues, Tensor returns, Tensor weights) {}

    /// @param loss           scalar tensor with gradient, made in the caller's scope
    /// @param firstNonFinite index of the first token whose value, old value or return is NaN or infinite; −1 if none
    public record Result(Tensor loss, ValueStats stats, int firstNonFinite) {}

    /// @throws IllegalArgumentException if sizes differ
    public Result apply(Input input) {
        long n = input.values().numel();
        PolicyLoss.same("oldValues", input.oldValues(), n);
        PolicyLoss.same("returns", input.returns(), n);
        PolicyLoss.same("weights", input.weights(), n);
        var losses = input.values().sub(input.returns()).square(); // [n]
        if (clip < Double.POSITIVE_INFINITY) {
            var change = Tensors.clamp(input.values().sub(input.oldValues()), -clip, clip); // [n]
            losses = torch.maximum(losses, input.oldValues().add(change).sub(input.returns()).square());
        }
        var loss = losses.mul(input.weights()).sum().mul(new Scalar(0.5)); // []
        return statistics(input, loss);
    }

    private Result statistics(Input input, Tensor loss) {
        var values = Tensors.floats(input.values());
        var old = Tensors.floats(input.oldValues());
        var returns = Tensors.floats(input.returns());
        var stats = ValueStats.of(values, old, returns, clip);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i] + old[i] + returns[i])) return new Result(loss, stats, i);
        }
        return new Result(loss, stats, -1);
    }
}
