package dev.retool4j.data;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.chat.Tokenizer;
import java.util.Arrays;

/// A supervised example as the trainer needs it: prompt, response and the token that ends it.
///
/// @param tokens   ids of prompt, response and end of text
/// @param lossMask true where the policy writes the token: not in the prompt, not in interpreter output; same length
public record TokenizedExample(int[] tokens, boolean[] lossMask) {

    /// Encodes an example. Consecutive spans that the policy writes are encoded as one text; interpreter output is encoded as the rollout
    /// does it, special tokens' spellings in it being ordinary text.
    public static TokenizedExample of(SupervisedExample example, Tokenizer tokenizer) {
        var collector = new Collector();
        collector.add(tokenizer.encode(example.prompt()), false);
        var written = new StringBuilder();
        for (var span : example.spans()) {
            if (span.sampled()) {
                written.append(span.text());
                continue;
            }
            collector.add(tokenizer.encode(written.toString()), true);
            written.setLength(0);
            collector.add(interpreter(span.text(), tokenizer), false);
        }
        collector.add(tokenizer.encode(written.toString()), true);
        collector.add(new int[]{tokenizer.endOfText()}, true);
        return collector.example();
    }

    private static int[] interpreter(String text, Tokenizer tokenizer) {
        int open = text.indexOf(ToolTags.INTERPRETER_OPEN);
        int close = text.lastIndexOf(ToolTags.INTERPRETER_CLOSE);
        if (open < 0 || close < open) return tokenizer.encodePlain(text);
        var output = text.substring(open + ToolTags.INTERPRETER_OPEN.length(), close);
        if (output.startsWith("\n")) output = output.substring(1);
        if (output.endsWith("\n")) output = output.substring(0, output.length() - 1);
        return ToolTags.interpreterTokens(tokenizer, output);
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
