package dev.retool4j.train;

import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Transformer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Log-probabilities of chosen tokens, and entropies, from hidden states: through the output head, whose logits are the largest tensors
/// of a training step. Above a number of rows they are computed in chunks and never exist all at once; on the way back each chunk is
/// computed again. Below it everything stays in autograd's graph, and nothing is computed twice.
///
/// @param rows          most rows of one chunk
/// @param entropyLearns whether entropies carry a gradient
record TokenLogprobs(Transformer model, TokenDistribution distribution, int rows, boolean entropyLearns) {

    /// What a loss is made of; after the loss's `backward()` this one's carries the gradient on to the states.
    ///
    /// @param logprobs  of the targets; [n]
    /// @param entropies of the distributions in nats; [n]
    record Result(TokenLogprobs of, Tensor states, Tensor targets, Tensor logprobs, Tensor entropies, boolean chunked) {

        void backward() {
            if (!chunked) return;
            of.backThrough(states, targets, (distributions, some, at) -> {
                var loss = chosen(distributions, some).mul(logprobs.grad().narrow(0, at, some.size(0))).sum();
                if (!of.entropyLearns) return loss;
                return loss.add(TokenDistribution.entropy(distributions).mul(entropies.grad().narrow(0, at, some.size(0))).sum());
            });
        }
    }

    /// The loss of some rows.
    @FunctionalInterface
    private interface ChunkLoss {
        /// @param distributions `[rows, vocabulary]`
        /// @param targets       `[rows]`
        /// @param at            the first of the rows
        Tensor of(Tensor distributions, Tensor targets, long at);
    }

    /// @param states  `[n, hidden]`
    /// @param targets `[n]`, int64
    Result of(Tensor states, Tensor targets) {
        long n = states.size(0);
        if (n <= rows) {
            var distributions = distributions(states);
            return new Result(this, states, targets, chosen(distributions, targets), entropies(distributions), false);
        }
        var placement = model.weights().placement();
        var logprobs = placement.zeros(ScalarType.Float, n);
        var entropies = placement.zeros(ScalarType.Float, n);
        try (var off = new NoGradGuard()) {
            for (long at = 0; at < n; at += rows) {
                try (var scope = new PointerScope()) {
                    long length = Math.min(rows, n - at);
                    var distributions = distributions(states.narrow(0, at, length));
                    logprobs.narrow(0, at, length).copy_(chosen(distributions, targets.narrow(0, at, length)));
                    entropies.narrow(0, at, length).copy_(TokenDistribution.entropy(distributions));
                }
            }
        }
        logprobs.set_requires_grad(states.requires_grad());
        entropies.set_requires_grad(states.requires_grad() && entropyLearns);
        return new Result(this, states, targets, logprobs, entropies, true);
    }

    /// The cross-entropy of the targets times `factor`, summed, with the gradient carried on to the states at once.
    double crossEntropy(Tensor states, Tensor targets, double factor) {
        if (states.size(0) <= rows) {
            var loss = chosen(distributions(states), targets).sum().mul(new Scalar(-factor));
            loss.backward();
            return loss.item_double();
        }
        double[] sum = {0};
        backThrough(states, targets, (distributions, some, at) -> {
            var loss = chosen(distributions, some).sum().mul(new Scalar(-factor));
            sum[0] += loss.item_double();
            return loss;
        });
        return sum[0];
    }

    /// Computes each chunk with gradient, takes its loss's gradient to the head and to the states, and then that one on.
    private void backThrough(Tensor states, Tensor targets, ChunkLoss lossOf) {
        var leaf = states.detach(); // [n, hidden]
        leaf.set_requires_grad(true);
        long n = states.size(0);
        for (long at = 0; at < n; at += rows) {
            try (var scope = new PointerScope()) {
                long length = Math.min(rows, n - at);
                lossOf.of(distributions(leaf.narrow(0, at, length)), targets.narrow(0, at, length), at).backward();
                model.weights().gatherGradients();
            }
        }
        states.backward(leaf.grad(), new BoolOptional(), false, new TensorArrayRefOptional());
    }

    /// `[rows, hidden]` → `[rows, vocabulary]`.
    private Tensor distributions(Tensor states) {
        return distribution.logprobs(model.logits(states));
    }

    private static Tensor chosen(Tensor distributions, Tensor targets) {
        return distributions.gather(1, targets.unsqueeze(1)).squeeze(1);
    }

    /// With gradient only where the loss asks for it.
    private Tensor entropies(Tensor distributions) {
        if (entropyLearns) return TokenDistribution.entropy(distributions);
        try (var off = new NoGradGuard()) {
            return TokenDistribution.entropy(distributions.detach());
        }
    }
}
