package dev.retool4j.rollout;

import dev.retool4j.chat.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// An engine whose policy reads its tokens off a script and ends its text where the script ends.
///
/// Token `i` of a sequence's sampled tokens has log-probability −(i+1)/100 and, with a critic, value (i+1)/10.
final class ScriptedEngine implements Engine {
    /// A piece at which the policy falls silent until its thread is interrupted.
    static final String HANG = "\u0001hang";
    /// A piece at which the engine breaks.
    static final String BREAK = "\u0001break";
    /// A piece at which this sequence alone cannot go on.
    static final String FAIL = "\u0001fail";

    /// Gives the pieces that one sequence samples.
    interface Script {
        List<String> pieces(String prompt, long seed);
    }

    final List<int[]> appended = new ArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    final CountDownLatch hanging = new CountDownLatch(1);
    private final TinyTokenizer tokenizer;
    private final Script script;
    private final boolean critic;
    private final int maxLength;
    private final Executor executor;

    ScriptedEngine(TinyTokenizer tokenizer, Script script) {
        this(tokenizer, script, false, 4096, Runnable::run);
    }

    ScriptedEngine(TinyTokenizer tokenizer, Script script, boolean critic, int maxLength, Executor executor) {
        this.tokenizer = tokenizer;
        this.script = script;
        this.critic = critic;
        this.maxLength = maxLength;
        this.executor = executor;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public int maxLength() {
        return maxLength;
    }

    @Override
    public Sequence open(int[] prompt, long seed) {
        open.incrementAndGet();
        return new Reading(script.pieces(tokenizer.decode(prompt), seed));
    }

    @Override
    public void close() {}

    private final class Reading implements Sequence {
        private final List<String> pieces;
        private int next;
        private int sampled;

        Reading(List<String> pieces) {
            this.pieces = pieces;
        }

        @Override
        public Generation generate(Sampling sampling, int maxTokens, List<String> stops) {
            var task = new FutureTask<>(() -> read(maxTokens, stops));
            executor.execute(task);
            try {
                return task.get();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            } catch (java.util.concurrent.ExecutionException e) {
                if (e.getCause() instanceof EngineException failure) throw failure;
                throw new IllegalStateException("broken engine", e.getCause());
            }
        }

        private Generation read(int maxTokens, List<String> stops) {
            var ids = new int[maxTokens];
            for (int count = 1; count <= maxTokens; count++) {
                var piece = next < pieces.size() ? pieces.get(next++) : TinyTokenizer.END;
                if (piece.equals(BREAK)) throw new IllegalStateException("broken");
                if (piece.equals(FAIL)) throw new EngineException(false, "the server answered 500");
                if (piece.equals(HANG)) {
                    hanging.countDown();
                    while (!Thread.interrupted())
                        LockSupport.park(this);
                    return generation(Arrays.copyOf(ids, count - 1), Generation.Finish.ABORTED, null);
                }
                ids[count - 1] = tokenizer.piece(piece);
                var now = Arrays.copyOf(ids, count);
                var text = tokenizer.decode(now);
                var stop = stops.stream().filter(text::contains).findFirst();
                if (stop.isPresent()) return generation(now, Generation.Finish.STOP, stop.get());
                if (piece.equals(TinyTokenizer.END)) return generation(now, Generation.Finish.END_OF_TEXT, null);
            }
            return generation(ids, Generation.Finish.LENGTH, null);
        }

        private Generation generation(int[] ids, Generation.Finish finish, @org.jspecify.annotations.Nullable String stop) {
            var logprobs = new float[ids.length];
            var values = new float[critic ? ids.length : 0];
            for (int i = 0; i < ids.length; i++) {
                logprobs[i] = logprob(sampled);
                if (critic) values[i] = value(sampled);
                sampled++;
            }
            return new Generation(ids, logprobs, values, finish, stop);
        }

        @Override
        public void append(int[] tokens) {
            synchronized (appended) {
                appended.add(tokens);
            }
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    static float logprob(int sampled) {
        return -(sampled + 1) / 100f;
    }

    static float value(int sampled) {
        return (sampled + 1) / 10f;
    }
}
