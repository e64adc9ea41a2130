package dev.retool4j.data;

import dev.retool4j.chat.Conversation;
import dev.retool4j.chat.InlineTags;
import dev.retool4j.chat.RetoolEvaluationTags;
import dev.retool4j.chat.Tokenizer;
import dev.retool4j.chat.ToolCallMessages;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.chat.TurnText;
import java.util.Arrays;

/// A supervised example as the trainer needs it: prompt, response and the token that ends it.
///
/// @param tokens   ids of prompt, response and end of text
/// @param lossMask true where the policy writes the token: not in the prompt, not in interpreter output; same length
public record TokenizedExample(int[] tokens, boolean[] lossMask) {

    /// Encodes an example with inline tags, its prompt as it stands.
    public static TokenizedExample of(SupervisedExample example, Tokenizer tokenizer) {
        return inline(example, tokenizer.encode(example.prompt()), tokenizer);
    }

    /// Encodes an example as a rollout sees it whose policy writes just this, token for token.
    ///
    /// @param prompt       tokens of the prompt, as [Conversation#encode] gives them
    /// @param conversation says in which protocol the response is written
    /// @throws UnusableExampleException if the example cannot be written in it
    /// @throws IllegalArgumentException for a protocol that examples cannot be written in
    public static TokenizedExample of(SupervisedExample example, int[] prompt, Conversation conversation, Tokenizer tokenizer) {
        return switch (conversation.protocol()) {
            case InlineTags tags -> inline(example, prompt, tokenizer);
            case ToolCallMessages messages -> toolCalls(example, prompt, messages, tokenizer);
            case RetoolEvaluationTags tags -> throw new IllegalArgumentException(
                    "protocol=retool is how released checkpoints are evaluated; fine-tune with inline or tool_calls");
        };
    }

    /// Consecutive spans that the policy writes are encoded as one text; interpreter output is encoded as the rollout does it, special tokens'
    /// spellings in it being ordinary text.
    private static TokenizedExample inline(SupervisedExample example, int[] prompt, Tokenizer tokenizer) {
        var collector = new Collector();
        collector.add(prompt, false);
        var written = new StringBuilder();
        for (var span : example.spans()) {
            if (span.sampled()) {
                written.append(span.text());
                continue;
            }
            collector.add(tokenizer.encode(written.toString()), true);
            written.setLength(0);
            collector.add(ToolTags.output(span.text()).map(output -> ToolTags.interpreterTokens(tokenizer, output))
                    .orElseGet(() -> tokenizer.encodePlain(span.text())), false);
        }
        collector.add(tokenizer.encode(written.toString()), true);
        collector.add(new int[]{tokenizer.endOfText()}, true);
        return collector.example();
    }

    private static TokenizedExample toolCalls(SupervisedExample example, int[] prompt, ToolCallMessages messages, Tokenizer tokenizer) {
        var collector = new Collector();
        collector.add(prompt, false);
        for (var turn : new ToolCallTurns(example, messages, tokenizer).turns()) {
            var written = tokenizer.encode(turn.written());
            collector.add(written, true);
            var output = turn.output();
            if (output != null) collector.add(messages.insertion(tokenizer, new TurnText(tokenizer, written), output).tokens(), false);
        }
        return collector.example();
    }

    public int length() {
        return tokens.length;
    }

    private static final class Collector {
        private int[] tokens = new int[128];
        private boolean[] mask = new boolean[128];
        private int length;

        void add(int[] ids, boolean loss) {
            if (length + ids.length > tokens.length) {
                int size = Math.max(2 * tokens.length, length + ids.length);
                tokens = Arrays.copyOf(tokens, size);
                mask = Arrays.copyOf(mask, size);
            }
            System.arraycopy(ids, 0, tokens, length, ids.length);
            Arrays.fill(mask, length, length + ids.length, loss);
            length += ids.length;
        }

        TokenizedExample example() {
            return new TokenizedExample(Arrays.copyOf(tokens, length), Arrays.copyOf(mask, length));
        }
    }
}
