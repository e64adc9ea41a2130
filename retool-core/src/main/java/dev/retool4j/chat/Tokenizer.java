package dev.retool4j.chat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Text to token ids and back. Implementations are safe for use by many threads.
public interface Tokenizer {

    /// Encodes trusted text: special tokens that stand in it (`<|user|>`, `<code>`) become their ids. Nothing is added or truncated.
    int[] encode(String text);

    /// Encodes untrusted text, such as interpreter output: a special token's spelling becomes ordinary tokens, never its id.
    int[] encodePlain(String text);

    /// The text of the ids, special tokens included; bytes that are no UTF-8 become U+FFFD.
    String decode(int[] ids);

    /// The bytes that one id stands for, so that a stop string can be found while tokens arrive; concatenation over ids gives [#decode].
    byte[] bytes(int id);

    /// One more than the largest id that encoding can yield.
    int vocabularySize();

    /// The id that ends a response: what fine-tuning writes there.
    int endOfText();

    /// All ids at which generation stops; a model may have several ([#endOfText] is one of them).
    default Set<Integer> endOfTextIds() {
        return Set.of(endOfText());
    }

    /// The id of a special token by its spelling, or empty if this tokenizer has no such token.
    OptionalInt specialToken(String spelling);

    /// What tells two tokenizers apart in the record of a score: a hash of the files it was read from, or `unknown`.
    default String hash() {
        return "unknown";
    }

    /// The chat template that the model came with, or empty if it has none.
    ///
    /// @throws dev.retool4j.chat.jinja.TemplateException if it has one that cannot be used
    default Optional<ChatTemplate> chatTemplate() {
        return Optional.empty();
    }

    /// The special tokens that a chat template may name, for example `bos_token`, or empty if the model does not say.
    default Optional<Map<String, String>> chatTemplateTokens() {
        return Optional.empty();
    }

    /// Whether untrusted text spells a special token, so that [#encode] of it is not what it says.
    default boolean spellsSpecial(String text) {
        return !Arrays.equals(encode(text), encodePlain(text));
    }
}
