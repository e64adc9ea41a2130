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
            of.backThrough(states, targets, (chunk, at, length) -> {
                var loss = chunk.logprobs.mul(logprobs.grad().narrow(0, at, length)).sum();
                return of.entropyLearns ? loss.add(chunk.entropies.mul(entropies.grad().narrow(0, at, length)).sum()) : loss;
            });
        }
    }

    private record Chunk(Tensor logprobs, Tensor entropies) {}

    @FunctionalInterface
    private interface ChunkLoss {
        Tensor of(Chunk chunk, long at, long length);
    }

    /// @param states  `[n, hidden]`
    /// @param targets `[n]`, int64
    Result of(Tensor states, Tensor targets) {
        long n = states.size(0);
        if (n <= rows) {
            var all = chunk(states, targets);
            return new Result(this, states, targets, all.logprobs, all.entropies, false);
        }
        var placement = model.weights().placement();
        var logprobs = placement.zeros(ScalarType.Float, n);
        var entropies = placement.zeros(ScalarType.Float, n);
        try (var off = new NoGradGuard()) {
            for (long at = 0; at < n; at += rows) {
                try (var scope = new PointerScope()) {
                    long length = Math.min(rows, n - at);
                    var chunk = chunk(states.narrow(0, at, length), targets.narrow(0, at, length));
                    logprobs.narrow(0, at, length).copy_(chunk.logprobs);
                    entropies.narrow(0, at, length).copy_(chunk.entropies);
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
            var loss = logprobs(states, targets).sum().mul(new Scalar(-factor));
            loss.backward();
            return loss.item_double();
        }
        double[] sum = {0};
        backThrough(states, targets, (chunk, at, length) -> {
            var loss = chunk.logprobs.sum().mul(new Scalar(-factor));
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
                lossOf.of(chunk(leaf.narrow(0, at, length), targets.narrow(0, at, length)), at, length).backward();
                model.weights().gatherGradients();
            }
        }
        states.backward(leaf.grad(), new BoolOptional(), false, new TensorArrayRefOptional());
    }

    private Tensor logprobs(Tensor states, Tensor targets) {
        return distribution.logprobs(model.logits(states)).gather(1, targets.unsqueeze(1)).squeeze(1);
    }

    private Chunk chunk(Tensor states, Tensor targets) {
        var distributions = distribution.logprobs(model.logits(states)); // [rows, vocabulary]
        var logprobs = distributions.gather(1, targets.unsqueeze(1)).squeeze(1);
        if (entropyLearns) return new Chunk(logprobs, TokenDistribution.entropy(distributions));
        try (var off = new NoGradGuard()) {
            return new Chunk(logprobs, TokenDistribution.entropy(distributions.detach()));
        }
    }
}
