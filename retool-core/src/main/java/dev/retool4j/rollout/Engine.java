package dev.retool4j.rollout;

import dev.retool4j.chat.Tokenizer;
import java.util.List;
import java.util.function.IntConsumer;

/// Something that continues token sequences with a policy: the in-process model, or a server. Safe for use by many threads; an
/// in-process engine batches the sequences that generate at the same time.
public interface Engine extends AutoCloseable {

    Tokenizer tokenizer();

    /// Longest sequence, prompt and response together, in tokens.
    int maxLength();

    /// Opens a sequence that starts with the prompt. It holds its key-value cache until closed.
    ///
    /// @param prompt token ids, at least one
    /// @param seed   of this sequence's own random stream: the same seed draws the same tokens whatever else the engine does
    Sequence open(int[] prompt, long seed);

    /// Opens a sequence that goes on where another one of the same seed stood.
    ///
    /// @param prompt all tokens so far
    /// @param drawn  tokens that were drawn from the random stream before
    /// @throws IllegalArgumentException where the engine cannot go into the middle of a random stream
    default Sequence open(int[] prompt, long seed, long drawn) {
        if (drawn == 0) return open(prompt, seed);
        throw new IllegalArgumentException("this engine opens random streams at their beginning only");
    }

    @Override
    void close();

    /// One sequence being written. Used by one thread at a time; that thread blocks while the engine works (make it a virtual thread).
    ///
    /// Interrupting that thread cancels: [#generate] then returns what it has as [Generation.Finish#ABORTED].
    interface Sequence extends AutoCloseable {

        /// Samples until a stop string ends the decoded text of this call, end of text, or `maxTokens` tokens.
        Generation generate(Sampling sampling, int maxTokens, List<String> stops);

        /// The same, telling of each token as soon as it is drawn; an engine that learns of them late tells late.
        ///
        /// @param drawn called by any one thread; must return at once
        default Generation generate(Sampling sampling, int maxTokens, List<String> stops, IntConsumer drawn) {
            var generation = generate(sampling, maxTokens, stops);
            for (int id : generation.tokens())
                drawn.accept(id);
            return generation;
        }

        /// Appends tokens that the environment wrote. They are prefilled onto the kept cache when generation goes on.
        void append(int[] tokens);

        /// Gives the cache back.
        @Override
        void close();
    }
}
