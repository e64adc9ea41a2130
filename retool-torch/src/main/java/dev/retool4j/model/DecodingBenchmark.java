package dev.retool4j.model;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/// Measures the engine: sequences of one prompt token that all draw the same number of tokens at temperature 1, sampling and
/// log-probabilities included.
public final class DecodingBenchmark {
    private static final int TRIES = 3;
    private static final int FEW = 8;

    /// No id ends a response and none stands for text.
    private record NoText(int vocabularySize) implements Tokenizer {
        @Override
        public int[] encode(String text) {
            return new int[0];
        }

        @Override
        public int[] encodePlain(String text) {
            return new int[0];
        }

        @Override
        public String decode(int[] ids) {
            return "";
        }

        @Override
        public byte[] bytes(int id) {
            return new byte[0];
        }

        @Override
        public int endOfText() {
            return -1;
        }

        @Override
        public OptionalInt specialToken(String spelling) {
            return OptionalInt.empty();
        }
    }

    private DecodingBenchmark() {}

    /// The best of a few tries, after one that does not count.
    ///
    /// @param batch   sequences at once
    /// @param length  tokens drawn for each
    /// @param threads of one native operation
    public static double tokensPerSecond(Weights weights, int batch, int length, int threads) throws InterruptedException {
        return tokensPerSecond(weights, batch, length, threads, TRIES, length);
    }

    /// One try, after a few tokens that do not count.
    public static double tokensPerSecondOnce(Weights weights, int batch, int length, int threads) throws InterruptedException {
        return tokensPerSecond(weights, batch, length, threads, 1, FEW);
    }

    private static double tokensPerSecond(Weights weights, int batch, int length, int threads, int tries, int first)
            throws InterruptedException {
        var tokenizer = new NoText(weights.config().vocabularySize());
        try (var engine = new LocalEngine(weights, null, tokenizer, new LocalEngine.Options(batch, length + 2, threads));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            double best = 0;
            for (int i = 0; i <= tries; i++) {
                long begun = System.nanoTime();
                int drawn = 0;
                for (var task : callers.invokeAll(tasks(engine, tokenizer, batch, i == 0 ? first : length)))
                    drawn += task.get();
                if (i > 0) best = Math.max(best, drawn / ((System.nanoTime() - begun) * 1e-9));
            }
            return best;
        } catch (ExecutionException e) {
            throw new IllegalStateException("decoding failed", e.getCause());
        }
    }

    private static List<Callable<Integer>> tasks(LocalEngine engine, NoText tokenizer, int batch, int length) {
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < batch; i++) {
            int seed = i;
            tasks.add(() -> {
                try (var sequence = engine.open(new int[]{seed % tokenizer.vocabularySize()}, seed)) {
                    return sequence.generate(Sampling.temperature(1), length, List.of()).tokens().length;
                }
            });
        }
        return tasks;
    }
}
