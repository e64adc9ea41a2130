package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Sampling;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.StringViewOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// Draws tokens from logits by inverting the cumulative distribution at one uniform number per row, so that a row's draw depends on its
/// own random stream and nothing else.
final class Sampler implements AutoCloseable {
    /// Drawn tokens on the device.
    ///
    /// @param ids      `[n, 1]`, int64
    /// @param logprobs of the tokens in the [TokenDistribution], before top-k and top-p cut it; `[n, 1]`
    record Draw(Tensor ids, Tensor logprobs) {}

    private final Sampling sampling;
    private final TokenDistribution distribution;
    private final Placement placement;

    Sampler(Sampling sampling, Tokenizer tokenizer, int vocabulary, Placement placement) {
        this.placement = placement;
        this.sampling = sampling;
        this.distribution = new TokenDistribution(sampling, tokenizer, vocabulary, placement);
    }

    @Override
    public void close() {
        distribution.close();
    }

    /// @param logits  `[n, vocabulary]`, n at least `uniform.length`; further rows are ignored
    /// @param uniform one number in [0, 1) per row
    Draw draw(Tensor logits, float[] uniform) {
        int rows = uniform.length;
        var logprobs = distribution.logprobs(logits.narrow(0, 0, rows)); // [rows, vocabulary]
        Tensor ids; // [rows, 1]
        if (sampling.temperature() == 0) ids = torch.argmax(logprobs, new LongOptional(-1), true);
        else if (sampling.topP() == 1 && sampling.topK() == 0) ids = invert(logprobs.exp(), uniform);
        else {
            var sorted = torch.sort(logprobs.exp(), new BoolOptional(true), -1, true);
            ids = sorted.get1().gather(-1, invert(cut(sorted.get0()), uniform));
        }
        return new Draw(ids, logprobs.gather(-1, ids));
    }

    /// Zeroes what top-k and top-p leave out of probabilities sorted in descending order; the likeliest token always stays.
    private Tensor cut(Tensor probabilities) {
        var kept = probabilities;
        if (sampling.topP() < 1) {
            var before = torch.cumsum(probabilities, -1).sub(probabilities); // mass before each token
            kept = kept.mul(before.lt(new Scalar(sampling.topP())).to(ScalarType.Float));
        }
        if (sampling.topK() > 0 && sampling.topK() < probabilities.size(1)) {
            kept = kept.clone();
            kept.narrow(1, sampling.topK(), probabilities.size(1) - sampling.topK()).zero_();
        }
        return kept;
    }

    private Tensor invert(Tensor probabilities, float[] uniform) {
        var cumulative = torch.cumsum(probabilities, -1);
        var total = cumulative.narrow(1, cumulative.size(1) - 1, 1);
        // strictly below the total, so that rounding never selects a token of no probability behind the last
        var target = placement.tensor(uniform, uniform.length, 1).mul(total).mul(new Scalar(1 - 1e-6));
        return torch.searchsorted(cumulative.contiguous(), target, false, true, new StringViewOptional(), new TensorOptional());
    }
}
