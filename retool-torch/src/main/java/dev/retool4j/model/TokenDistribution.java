package dev.retool4j.model;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Sampling;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// The distribution that tokens are drawn from and that the trainer recomputes: logits divided by the temperature, banned tokens at −∞.
/// Top-k and top-p are not part of it: log-probabilities are those before the cut.
///
/// Its mask is native memory, held until it is closed.
public final class TokenDistribution implements AutoCloseable {
    private final Kept kept = new Kept();
    private final double temperature;
    private final Placement placement;
    private final @Nullable Tensor ban; // [vocabulary], 0 or −∞

    /// @param vocabulary width of the logits
    /// @param placement  of the logits
    public TokenDistribution(Sampling sampling, Tokenizer tokenizer, int vocabulary, Placement placement) {
        this.placement = placement;
        this.temperature = sampling.temperature();
        if (sampling.banned().isEmpty()) {
            this.ban = null;
            return;
        }
        var mask = new float[vocabulary];
        for (var spelling : sampling.banned()) {
            int id = tokenizer.specialToken(spelling).orElseThrow(() -> new IllegalArgumentException("cannot ban '" + spelling
                    + "': the tokenizer has no special token of that spelling; ban special tokens only, or leave sampling.banned empty"));
            mask[id] = Float.NEGATIVE_INFINITY;
        }
        this.ban = kept.keep(placement.tensor(mask));
    }

    /// The softmax of the logits as they are.
    public static TokenDistribution plain(Placement placement) {
        return new TokenDistribution(1, null, placement);
    }

    private TokenDistribution(double temperature, @Nullable Tensor ban, Placement placement) {
        this.temperature = temperature;
        this.ban = ban;
        this.placement = placement;
    }

    @Override
    public void close() {
        kept.close();
    }

    /// @param logits `[n, vocabulary]`, in the weights' element type
    /// @return log-probabilities in fp32, same shape
    public Tensor logprobs(Tensor logits) {
        return Scopes.result(() -> {
            var wide = placement.wide(logits);
            var scaled = temperature > 0 && temperature != 1 ? wide.div(new Scalar(temperature)) : wide;
            return torch.log_softmax(ban == null ? scaled : scaled.add(ban), -1);
        });
    }

    /// Entropy in nats of each row of log-probabilities `[n, vocabulary]`: `[n]`.
    public static Tensor entropy(Tensor logprobs) {
        // a banned token has probability 0 and log-probability −∞; their product counts as 0
        return Scopes.result(() -> logprobs.exp().mul(logprobs.clamp_min(new Scalar(-1e4))).sum(-1).neg());
    }
}
