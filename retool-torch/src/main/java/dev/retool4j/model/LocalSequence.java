package dev.retool4j.model;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Generation.Finish;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.StopFinder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// One sequence of a [LocalEngine]: its place in the cache, the tokens that are not yet in it, and the request being answered.
///
/// While a request is open the engine's thread owns the state; between requests the sequence's own thread does.
final class LocalSequence implements Engine.Sequence {

    private static final class Request {
        final Sampling sampling;
        final int maxTokens;
        final StopFinder stops;
        final IntConsumer drawn;
        final CompletableFuture<Generation> answer = new CompletableFuture<>();
        int[] tokens = new int[64];
        float[] logprobs = new float[64];
        float[] values = new float[64];
        int count;
        @Nullable
        Finish finish;
        @Nullable
        String stop;

        Request(Sampling sampling, int maxTokens, List<String> stops, IntConsumer drawn) {
            this.sampling = sampling;
            this.maxTokens = maxTokens;
            this.stops = new StopFinder(stops);
            this.drawn = drawn;
        }
    }

    private final LocalEngine engine;
    private final SplittableRandom random;
    private int[] pending;
    private @Nullable Request request;
    private float returned = Float.NaN; // a random number that was drawn and not used
    private volatile boolean cancelled;
    private boolean closed;

    /// Place in the cache, −1 before the first request.
    int slot = -1;
    /// Tokens in the cache, that of a step whose result is not read yet included.
    int length;
    /// Its row in the last step that it took part in.
    int row;

    LocalSequence(LocalEngine engine, int[] prompt, long seed, long drawn) {
        this.engine = engine;
        this.pending = prompt.clone();
        this.random = new SplittableRandom(seed);
        for (long i = 0; i < drawn; i++)
            random.nextInt(); // one for each token
    }

    @Override
    public Generation generate(Sampling sampling, int maxTokens, List<String> stops) {
        return generate(sampling, maxTokens, stops, id -> {});
    }

    @Override
    public Generation generate(Sampling sampling, int maxTokens, List<String> stops, IntConsumer drawn) {
        if (closed) throw new IllegalStateException("this sequence is closed");
        if (maxTokens < 1) throw new IllegalArgumentException("maxTokens must be at least 1, got " + maxTokens);
        if (length + pending.length >= engine.maxLength())
            return new Generation(new int[0], new float[0], new float[0], Finish.LENGTH, null);
        var own = new Request(sampling, maxTokens, stops, drawn);
        request = own;
        engine.submit(this);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return own.answer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    cancelled = true;
                } catch (ExecutionException e) {
                    throw new CompletionException("the engine failed: " + e.getCause(), e.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    @Override
    public void append(int[] tokens) {
        int from = pending.length;
        pending = Arrays.copyOf(pending, from + tokens.length);
        System.arraycopy(tokens, 0, pending, from, tokens.length);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        engine.post(() -> engine.release(this));
    }

    Sampling sampling() {
        return open().sampling;
    }

    boolean cancelled() {
        return cancelled;
    }

    /// Whether a request was made that may not be answered yet.
    boolean asking() {
        return request != null;
    }

    private Request open() {
        return java.util.Objects.requireNonNull(request);
    }

    float uniform() {
        if (Float.isNaN(returned)) return (random.nextInt() >>> 8) * 0x1p-24f;
        float again = returned;
        returned = Float.NaN;
        return again;
    }

    /// A step ahead of what was known was taken in vain: its place in the cache and its random number are free again.
    void takeBack(float uniform) {
        returned = uniform;
        length--;
    }

    /// How many tokens are not in the cache yet.
    int pending() {
        return pending.length;
    }

    /// The tokens that are not in the cache yet; the engine writes them now.
    int[] takePending() {
        var taken = pending;
        pending = new int[0];
        return taken;
    }

    /// Whether the request may go on for another token after the next one, as far as lengths tell.
    boolean maySpeculate(int maxLength) {
        var r = open();
        return r.count + 1 < r.maxTokens && length + 1 < maxLength && !cancelled;
    }

    /// Records a drawn token; false if the request is done with it.
    ///
    /// @param cached tokens in the cache when it was drawn
    boolean accept(int token, float logprob, float value, Tokenizer tokenizer, int cached, int maxLength) {
        var r = open();
        if (r.count == r.tokens.length) {
            r.tokens = Arrays.copyOf(r.tokens, 2 * r.count);
            r.logprobs = Arrays.copyOf(r.logprobs, 2 * r.count);
            r.values = Arrays.copyOf(r.values, 2 * r.count);
        }
        r.tokens[r.count] = token;
        r.logprobs[r.count] = logprob;
        r.values[r.count++] = value;
        pending = new int[]{token};
        r.drawn.accept(token);
        if (tokenizer.endOfTextIds().contains(token)) r.finish = Finish.END_OF_TEXT;
        else {
            r.stop = r.stops.add(tokenizer.bytes(token));
            if (r.stop != null) r.finish = Finish.STOP;
            else if (r.count == r.maxTokens || cached + 1 >= maxLength) r.finish = Finish.LENGTH;
            else if (cancelled) r.finish = Finish.ABORTED;
        }
        return r.finish == null;
    }

    /// Answers the request if [#accept] ended it. After this the sequence's own thread may change everything.
    void reportIfDone() {
        var r = open();
        if (r.finish != null) finish(r.finish, r.stop);
    }

    void finish(Finish finish, @Nullable String stop) {
        var r = open();
        int n = r.count;
        r.answer.complete(new Generation(Arrays.copyOf(r.tokens, n), Arrays.copyOf(r.logprobs, n),
                engine.hasCritic() ? Arrays.copyOf(r.values, n) : new float[0], finish, stop));
    }

    void fail(Throwable cause) {
        open().answer.completeExceptionally(cause);
    }
}
