package dev.retool4j.train;

import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.Weights;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.global.torch;

/// Measures training steps, forward, backward and AdamW, on random tokens.
public final class TrainingBenchmark {
    private static final int STEPS = 2;
    private static final int TRIES = 3;

    private final Weights weights;
    private final Transformer model;
    private final AdamW optimizer;
    private final long[] tokens;
    private final int batch;
    private final int length;

    /// @param weights changed by the steps
    public TrainingBenchmark(Weights weights, int batch, int length) {
        this.weights = weights.trainable();
        this.model = new Transformer(this.weights);
        this.optimizer = new AdamW(this.weights.flat(), this.weights.gradient(), AdamW.Options.DEFAULT);
        this.batch = batch;
        this.length = length;
        this.tokens = new SplittableRandom(1).longs((long) batch * length, 0, weights.config().vocabularySize()).toArray();
        run(STEPS);
    }

    /// The best of a few tries.
    ///
    /// @param threads of one native operation
    public double tokensPerSecond(int threads) {
        NativeSetup.initialize(threads);
        double best = 0;
        for (int i = 0; i < TRIES; i++)
            best = Math.max(best, run(STEPS));
        return best;
    }

    private double run(int steps) {
        long begun = System.nanoTime();
        for (int step = 0; step < steps; step++) {
            try (var scope = new PointerScope()) {
                var ids = AbstractTensor.create(tokens, batch, length);
                var logits = model.logits(model.hidden(ids).view(-1, weights.config().hiddenSize()));
                torch.cross_entropy_loss(logits, ids.view(-1)).backward();
                optimizer.step(1e-4);
                try (var off = new NoGradGuard()) {
                    weights.gradient().zero_();
                }
            }
        }
        return (double) steps * batch * length / ((System.nanoTime() - begun) * 1e-9);
    }
}
