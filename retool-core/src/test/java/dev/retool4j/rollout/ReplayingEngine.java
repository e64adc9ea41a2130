package dev.retool4j.rollout;

import dev.retool4j.chat.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An engine whose policy draws given tokens, one after the other.
record ReplayingEngine(Tokenizer tokenizer, int[] sampled) implements Engine {

    @Override
    public int maxLength() {
        return 1 << 16;
    }

    @Override
    public Sequence open(int[] prompt, long seed) {
        return new Replay();
    }

    @Override
    public void close() {}

    private final class Replay implements Sequence {
        private int next;

        @Override
        public Generation generate(Sampling sampling, int maxTokens, List<String> stops) {
            var ids = new ArrayList<Integer>();
            while (next < sampled.length) {
                int id = sampled[next++];
                ids.add(id);
                if (tokenizer.endOfTextIds().contains(id)) return generation(ids, Generation.Finish.END_OF_TEXT, null);
                var text = tokenizer.decode(ids.stream().mapToInt(i -> i).toArray());
                Optional<String> stop = stops.stream().filter(text::contains).findFirst();
                if (stop.isPresent()) return generation(ids, Generation.Finish.STOP, stop.get());
            }
            throw new AssertionError("the policy is asked for more than it has to say");
        }

        private static Generation generation(List<Integer> ids, Generation.Finish finish, @Nullable String stop) {
            return new Generation(ids.stream().mapToInt(i -> i).toArray(), new float[ids.size()], new float[0], finish, stop);
        }

        @Override
        public void append(int[] tokens) {}

        @Override
        public void close() {}
    }
}
