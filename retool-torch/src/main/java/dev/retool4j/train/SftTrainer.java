package dev.retool4j.train;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/// Supervised fine-tuning on a stream of documents: cross-entropy on the policy's own tokens; prompt and interpreter output are masked.
///
/// A trainer that [#resume]s what another one [#save]d ends, on the same documents, with the same weights to the bit.
public final class SftTrainer implements AutoCloseable {

    /// Where training stands after a step.
    ///
    /// @param loss    mean cross-entropy over the step's trained tokens, in nats
    /// @param tokens  tokens processed since training began or went on, padding included
    /// @param seconds spent in those steps
    public record Progress(int step, int steps, double loss, double gradientNorm, long tokens, double seconds) {
        public double tokensPerSecond() {
            return seconds == 0 ? 0 : tokens / seconds;
        }
    }

    private final SftOptions options;
    private final Weights trainable;
    private final Workers workers;
    private final PolicyOptimizer optimizer;
    private int finished;

    /// @param weights the policy's; changed in place
    public SftTrainer(Weights weights, SftOptions options) {
        this.options = options;
        this.trainable = weights.trainable();
        this.workers = new Workers(trainable, null, options.workers());
        this.optimizer = new PolicyOptimizer(trainable, options.optimizer());
    }

    /// Takes up what [#save] wrote; the weights are the caller's to load.
    public void resume(Path folder) {
        finished = TrainerState.load(folder, optimizer.state());
    }

    /// Writes all that going on needs beside the weights: how many steps are done, and the optimiser's moments.
    public void save(Path folder) {
        TrainerState.save(folder, finished, optimizer.state());
    }

    /// Trains for [SftOptions#steps] steps, or until the stream ends or `stop` says so.
    ///
    /// @param documents from the beginning also where training goes on: those of the steps that are done are passed over
    /// @param progress  told after every step
    /// @return the last step's progress
    public Progress run(Iterator<TokenizedExample> documents, Consumer<Progress> progress, BooleanSupplier stop) {
        var batches = new LengthBuckets(documents, options.tokensPerStep(), options.seed());
        for (int step = 1; step <= finished && batches.hasNext(); step++)
            batches.next();
        var last = new Progress(finished, options.steps(), Double.NaN, 0, 0, 0);
        var schedule = options.schedule().over(options.steps());
        var clipping = new GradientClipping(options.gradientClip());
        while (finished < options.steps() && batches.hasNext() && !stop.getAsBoolean()) {
            long begun = System.nanoTime();
            int step = finished + 1;
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
            finished = step;
            long tokens = last.tokens() + parts.stream().mapToLong(Part::padded).sum();
            last = new Progress(step, options.steps(), loss, norm, tokens, last.seconds() + (System.nanoTime() - begun) * 1e-9);
            progress.accept(last);
        }
        return last;
    }

    /// The weights with the last step's gradients.
    Weights weights() {
        return trainable;
    }

    @Override
    public void close() {
        optimizer.close();
        workers.close();
    }

    private static IllegalStateException notFinite(int step, double loss) {
        return new IllegalStateException("the loss of fine-tuning step " + step + " is " + loss
                + ": the weights are lost from here on; lower optimizer.learning_rate or gradient_clip");
    }

    private record Part(double loss, long padded) {}

    private static Part accumulate(Transformer model, List<TokenizedExample> share, long trained) {
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
