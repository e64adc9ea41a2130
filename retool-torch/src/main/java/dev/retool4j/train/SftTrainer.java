package dev.retool4j.train;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;

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
    private final TokenDistribution distribution;
    private int finished;

    /// @param weights the policy's; changed in place
    public SftTrainer(Weights weights, SftOptions options) {
        this.options = options;
        this.trainable = weights.trainable();
        this.workers = new Workers(trainable, null, options.workers(), options.pass().threadsOf(options.workers()));
        this.distribution = TokenDistribution.plain(weights.placement());
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
            if (!Double.isFinite(norm)) throw gradientNotFinite(step);
            optimizer.step(schedule.factor(step));
            finished = step;
            long tokens = last.tokens() + parts.stream().mapToLong(Part::tokens).sum();
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
        distribution.close();
        workers.close();
    }

    private static IllegalStateException gradientNotFinite(int step) {
        return new IllegalStateException("the gradient of fine-tuning step " + step
                + " is not finite although the loss is; nothing was updated from it. Lower optimizer.learning_rate, or resume from the last checkpoint");
    }

    private static IllegalStateException notFinite(int step, double loss) {
        return new IllegalStateException("the loss of fine-tuning step " + step + " is " + loss
                + ": the weights are lost from here on; lower optimizer.learning_rate or gradient_clip");
    }

    private record Part(double loss, long tokens) {
        Part plus(Part other) {
            return new Part(loss + other.loss, tokens + other.tokens);
        }
    }

    private Part accumulate(Transformer model, List<TokenizedExample> share, long trained) {
        var part = new Part(0, 0);
        for (var documents : microbatches(share)) {
            try (var scope = new PointerScope()) {
                part = part.plus(microbatch(model, documents, trained));
            }
        }
        return part;
    }

    private Part microbatch(Transformer model, List<TokenizedExample> documents, long trained) {
        var pass = options.pass();
        var batch = TokenBatch.of(documents.stream().map(TokenizedExample::tokens).toList(),
                documents.stream().map(TokenizedExample::lossMask).toList(), pass.packing(), trainable.placement());
        try (var forward = model.forward(batch.layout(), pass.checkpointing())) {
            var head = new TokenLogprobs(model, distribution, pass.logitRows(trainable.config().vocabularySize()), false);
            double loss = head.crossEntropy(forward.hidden().index_select(0, batch.places()), batch.targets(), 1.0 / trained);
            forward.backward();
            return new Part(loss, batch.tokens());
        }
    }

    /// Neighbours that fit together into the budget of a microbatch; at least one document each.
    private List<List<TokenizedExample>> microbatches(List<TokenizedExample> share) {
        if (options.microbatchTokens() == 0) return List.of(share);
        var all = new ArrayList<List<TokenizedExample>>();
        int longest = 0, sum = 0;
        for (var document : share) {
            longest = Math.max(longest, document.length());
            sum += document.length();
            boolean fits = !all.isEmpty() && (options.pass().packing() ? sum : longest * (all.getLast().size() + 1)) <= options
                    .microbatchTokens();
            if (!fits) {
                all.add(new ArrayList<>());
                longest = sum = document.length();
            }
            all.getLast().add(document);
        }
        return all;
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
