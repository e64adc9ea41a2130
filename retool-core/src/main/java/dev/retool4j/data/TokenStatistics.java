package dev.retool4j.data;

import dev.retool4j.chat.Tokenizer;
import java.util.List;
import java.util.Locale;

/// Token counts of a set of supervised examples.
///
/// @param rows              examples
/// @param promptTokens      tokens of all prompts; masked in the loss
/// @param interpreterTokens tokens of all interpreter outputs; masked in the loss
/// @param lossTokens        tokens that the policy writes, ends of text included
/// @param longest           tokens of the longest example, prompt, response and end of text
public record TokenStatistics(int rows, long promptTokens, long interpreterTokens, long lossTokens, int longest) {

    /// Encodes the examples and counts.
    public static TokenStatistics of(List<SupervisedExample> examples, Tokenizer tokenizer) {
        long prompt = 0;
        long masked = 0;
        long loss = 0;
        int longest = 0;
        for (var example : examples) {
            var encoded = TokenizedExample.of(example, tokenizer);
            longest = Math.max(longest, encoded.length());
            prompt += tokenizer.encode(example.prompt()).length;
            for (boolean sampled : encoded.lossMask()) {
                if (sampled) loss++;
                else
                    masked++;
            }
        }
        return new TokenStatistics(examples.size(), prompt, masked - prompt, loss, longest);
    }

    /// All tokens.
    public long tokens() {
        return promptTokens + interpreterTokens + lossTokens;
    }

    /// The counts as a line for a person.
    public String toText() {
        return String.format(Locale.ROOT,
                "%d rows, %d tokens (%.1f a row, longest %d): prompt %.1f%%, interpreter %.1f%%, trained on %.1f%%", rows,
                tokens(), rows == 0 ? 0.0 : (double) tokens() / rows, longest, percent(promptTokens), percent(interpreterTokens),
                percent(lossTokens));
    }

    private double percent(long part) {
        return tokens() == 0 ? 0 : 100.0 * part / tokens();
    }
}
