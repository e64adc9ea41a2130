package dev.retool4j.web;

import dev.retool4j.chat.ChatOptions;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.sandbox.Limits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;

/// A model whose policy says what a script makes of its prompt, a byte a token, and then ends its text. At `~` it falls silent until its
/// thread is interrupted; at `!` it breaks. The log-probability of each token is −0.5.
final class ScriptedModel implements Engine {
    private static final int END = 256;

    final AtomicInteger opened = new AtomicInteger();
    final CountDownLatch silent;
    private final UnaryOperator<String> script;

    ScriptedModel(UnaryOperator<String> script) {
        this(script, 1);
    }

    /// @param silences after so many, `silent` opens
    ScriptedModel(UnaryOperator<String> script, int silences) {
        this.script = script;
        this.silent = new CountDownLatch(silences);
    }

    /// The same with an interpreter that prints every program in capitals.
    ServedModel served() {
        return served(ServedWeights.fixed("models/tiny", "f00d"));
    }

    ServedModel served(ServedWeights weights) {
        var options = RolloutOptions.DEFAULT.withTokens(500, 500).withPrompt("demo")
                .withChat(ChatOptions.DEFAULT.withTemplate(ChatOptions.NONE));
        return new ServedModel("tiny", weights, this, new InterleavedRollout(this, new Shouting(), options));
    }

    private record Shouting() implements Interpreter {
        @Override
        public CompletableFuture<ExecutionResult> submit(String code, Limits limits) {
            return CompletableFuture.completedFuture(
                    new ExecutionResult(ExecutionResult.Status.FINISHED, code.toUpperCase(java.util.Locale.ROOT), "", 0, 0.01, 0.01));
        }

        @Override
        public String description() {
            return "shouting";
        }

        @Override
        public void close() {}
    }

    private record Bytes() implements Tokenizer {
        @Override
        public int[] encode(String text) {
            return encodePlain(text);
        }

        @Override
        public int[] encodePlain(String text) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            var ids = new int[utf8.length];
            for (int i = 0; i < ids.length; i++)
                ids[i] = utf8[i] & 0xff;
            return ids;
        }

        @Override
        public String decode(int[] ids) {
            var out = new java.io.ByteArrayOutputStream();
            for (int id : ids)
                out.writeBytes(bytes(id));
            return out.toString(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] bytes(int id) {
            return id == END ? "<end>".getBytes(StandardCharsets.UTF_8) : new byte[]{(byte) id};
        }

        @Override
        public int vocabularySize() {
            return END + 1;
        }

        @Override
        public int endOfText() {
            return END;
        }

        @Override
        public OptionalInt specialToken(String spelling) {
            return spelling.equals("<end>") ? OptionalInt.of(END) : OptionalInt.empty();
        }
    }

    @Override
    public Tokenizer tokenizer() {
        return new Bytes();
    }

    @Override
    public int maxLength() {
        return 1000;
    }

    @Override
    public Sequence open(int[] prompt, long seed) {
        opened.incrementAndGet();
        return new Saying(tokenizer().encode(script.apply(tokenizer().decode(prompt))));
    }

    @Override
    public void close() {}

    private final class Saying implements Sequence {
        private final int[] words;
        private int next;

        Saying(int[] words) {
            this.words = words;
        }

        @Override
        public Generation generate(Sampling sampling, int maxTokens, List<String> stops) {
            return generate(sampling, maxTokens, stops, id -> {});
        }

        @Override
        public Generation generate(Sampling sampling, int maxTokens, List<String> stops, IntConsumer drawn) {
            var ids = new int[maxTokens];
            for (int count = 0; count < maxTokens; count++) {
                int id = next < words.length ? words[next++] : END;
                if (id == '!') throw new IllegalStateException("broken");
                if (id == '~') {
                    silent.countDown();
                    while (!Thread.interrupted())
                        LockSupport.park(this);
                    return generation(Arrays.copyOf(ids, count), Generation.Finish.ABORTED, null);
                }
                ids[count] = id;
                drawn.accept(id);
                var now = Arrays.copyOf(ids, count + 1);
                if (id == END) return generation(now, Generation.Finish.END_OF_TEXT, null);
                var text = tokenizer().decode(now);
                var stop = stops.stream().filter(text::endsWith).findFirst();
                if (stop.isPresent()) return generation(now, Generation.Finish.STOP, stop.get());
            }
            return generation(ids, Generation.Finish.LENGTH, null);
        }

        private static Generation generation(int[] ids, Generation.Finish finish, @org.jspecify.annotations.Nullable String stop) {
            var logprobs = new float[ids.length];
            Arrays.fill(logprobs, -0.5f);
            return new Generation(ids, logprobs, new float[0], finish, stop);
        }

        @Override
        public void append(int[] tokens) {}

        @Override
        public void close() {}
    }
}
