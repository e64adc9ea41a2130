package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenTextsTest {
    @TempDir
    Path folder;

    /// One token for each byte of each text.
    private static Vocabulary bytewise() {
        var tokens = new byte[256][];
        for (int b = 0; b < 256; b++)
            tokens[b] = new byte[]{(byte) b};
        return new Vocabulary(tokens);
    }

    private static Trajectory trajectory(int[] tokens, Segment... segments) {
        return new Trajectory("t", new Problem("p", "q", "1"), 0, new int[]{1}, tokens, List.of(segments), new float[tokens.length],
                new float[0], List.of(), StopReason.ANSWERED, 1);
    }

    private static int[] bytes(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[utf8.length];
        for (int i = 0; i < ids.length; i++)
            ids[i] = utf8[i] & 0xff;
        return ids;
    }

    @Test
    void aCharacterOfSeveralTokensGoesWithItsLastOne() {
        var text = "é😀x";
        var texts = TokenTexts.of(trajectory(bytes(text), new Segment(Span.Kind.TEXT, 0, 7, text)), bytewise());
        assertThat(texts).containsExactly("", "é", "", "", "", "😀", "x");
    }

    @Test
    void anUnfinishedCharacterEndsWithItsSegment() {
        var tokens = bytes("é😀é");
        var cut = List.of(tokens[0], tokens[1], tokens[2], tokens[3], tokens[6], tokens[7]).stream().mapToInt(i -> i).toArray();
        var broken = new String(new byte[]{(byte) tokens[2], (byte) tokens[3]}, StandardCharsets.UTF_8);
        var texts = TokenTexts.of(trajectory(cut, new Segment(Span.Kind.TEXT, 0, 4, "é" + broken), new Segment(Span.Kind.CODE, 4, 6, "é")),
                bytewise());
        assertThat(texts).hasSize(6);
        assertThat(String.join("", texts)).isEqualTo("é" + broken + "é");
        assertThat(texts.get(5)).isEqualTo("é");
    }

    @Test
    void aSegmentThatItsTokensDoNotSpellStaysWhole() {
        var texts = TokenTexts.of(
                trajectory(bytes("abcd"), new Segment(Span.Kind.TEXT, 0, 2, "ab"), new Segment(Span.Kind.INTERPRETER, 2, 4, "other")),
                bytewise());
        assertThat(texts).containsExactly("a", "b", "other", "");
    }

    @Test
    void aVocabularyComesBackFromItsFile() throws IOException {
        new BpeTrainer(300, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("yes no 0 1 2 3")).write(folder);
        var file = folder.resolve("vocabulary.bin");
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            Vocabulary.write(file, tokenizer);
            var vocabulary = Vocabulary.read(file).orElseThrow();
            for (int id = 0; id < tokenizer.vocabularySize(); id++)
                assertThat(vocabulary.bytes(id)).as("token %d", id).isEqualTo(tokenizer.bytes(id));
            assertThat(vocabulary.bytes(tokenizer.vocabularySize())).isEmpty();
        }
        Files.write(file, new byte[]{0, 9, 1});
        assertThat(Vocabulary.read(file)).isEmpty();
        assertThat(Vocabulary.read(folder.resolve("none"))).isEmpty();
    }
}
