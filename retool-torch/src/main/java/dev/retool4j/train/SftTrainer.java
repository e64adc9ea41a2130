package dev.retool4j.train;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Qwen2;
import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/// Supervised fine-tuning on a stream of documents: cross-entropy on the policy's own tokens; prompt and interpreter output are masked.
public final class SftTrainer {

    /// Where training stands after a step.
    ///
    /// @param loss    mean cross-entropy over the step's trained tokens, in nats
    /// @param tokens  tokens processed so far, padding included
    /// @param seconds spent in steps so far
    public record Progress(int step, int steps, double loss, double gradientNorm, long tokens, double seconds) {
        public double tokensPerSecond() {
            return seconds == 0 ? 0 : tokens / seconds;
        }
    }

    private final Weights weights;
    private final SftOptions options;

    /// @param weights the policy's; changed in place
    public SftTrainer(Weights weights, SftOptions options) {
        this.weights = weights;
        this.options = options;
    }

    /// Trains for [SftOptions#steps] steps, or until the stream ends or `stop` says so.
    ///
    /// @param progress told after every step
    /// @return the last step's progress
    public Progress run(Iterator<TokenizedExample> documents, Consumer<Progress> progress, BooleanSupplier stop) {
        var batches = new LengthBuckets(documents, options.tokensPerStep(), options.seed());
        var trainable = weights.trainable();
        var last = new Progress(0, options.steps(), Double.NaN, 0, 0, 0);
        var schedule = options.schedule().over(options.steps());
        var clipping = new GradientClipping(options.gradientClip());
        try (var workers = new Workers(trainable, null, options.workers());
                var optimizer = new PolicyOptimizer(trainable, options.optimizer())) {
            for (int step = 1; step <= options.steps() && batches.hasNext() && !stop.getAsBoolean(); step++) {
                long begun = System.nanoTime();
                var batch = batches.next();
                workers.zeroGradients();
                var shares = shares(batch, Math.min(workers.count(), batch.size()));
                long trained = batch.stream().mapToLong(SftTrainer::trainedTokens).sum();
                var parts = workers.run(shares, (replica, share) -> accumulate(replica.model(), share, trained));
                workers.sumGradients();
                double loss = parts.stream().mapToDouble(Part::loss).sum();
                if (!Double.isFinite(loss)) throw notFinite(step, loss);
                double norm = clipping.apply(trainable.gradient());
                optimizer.step(schedule.factor(step));
                long tokens = last.tokens() + parts.stream().mapToLong(Part::padded).sum();
                last = new Progress(step, options.steps(), loss, norm, tokens, last.seconds() + (System.nanoTime() - begun) * 1e-9);
                progress.accept(last);
            }
        }
        return last;
    }

    private static IllegalStateException notFinite(int step, double loss) {
        return new IllegalStateException("the loss of fine-tuning step " + step + " is " + loss
                + ": the weights are lost from here on; lower optimizer.learning_rate or gradient_clip");
    }

    private record Part(double loss, long padded) {}

    private static Part accumulate(Qwen2 model, List<TokenizedExample> share, long trained) {
        var batch = TokenBatch.of(share.stream().map(TokenizedExample::tokens).toList(),
                share.stream().map(TokenizedExample::lossMask).toList());
        var hidden = model.hidden(batch.inputs());
        var logits = model.logits(hidden.view(-1, hidden.size(2)).index_select(0, batch.places()));
        var logprobs = torch.log_softmax(logits, -1).gather(1, batch.targets().unsqueeze(1));
        var loss = logprobs.sum().mul(new Scalar(-1.0 / trained));
        loss.backward();
        return new Part(loss.item_double(), batch.padded());
    }

    /// Deals the documents out in turn: neighbours have similar lengths, so that the shares take about the same time.
    private static List<List<TokenizedExample>> shares(List<TokenizedExample> batch, int count) {
        var shares = new ArrayList<List<TokenizedExample>>();
        for (int i = 0; i < count; i++)
            shares.add(new ArrayList<>());
        for (int i = 0; i < batch.size(); i++)
            shares.get(i % count).add(batch.get(i));
        return shares;
    }

    private static long trainedTokens(TokenizedExample document) {
        long n = 0;
        for (int t = 1; t < document.length(); t++)
            if (document.lossMask()[t]) n++;
        return n;
    }
}
