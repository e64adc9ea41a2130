package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextStreamTest {
    /// Every byte is a token.
    private static final Tokenizer BYTES = new Tokenizer() {
        @Override
        public int[] encode(String text) {
            return encodePlain(text);
        }

        @Override
        public int[] encodePlain(String text) {
            var utf8 = text.getBytes(StandardCharsets.UTF_8);
            return java.util.stream.IntStream.range(0, utf8.length).map(i -> utf8[i] & 0xFF).toArray();
        }

        @Override
        public String decode(int[] ids) {
            var bytes = new byte[ids.length];
            for (int i = 0; i < ids.length; i++)
                bytes[i] = (byte) ids[i];
            return new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public byte[] bytes(int id) {
            return new byte[]{(byte) id};
        }

        @Override
        public int vocabularySize() {
            return 256;
        }

        @Override
        public int endOfText() {
            return 0;
        }

        @Override
        public OptionalInt specialToken(String spelling) {
            return OptionalInt.empty();
        }
    };

    private static List<String> pieces(Tokenizer tokenizer, int[] ids) {
        var stream = new TextStream(tokenizer);
        var pieces = new ArrayList<String>();
        for (int id : ids)
            pieces.add(stream.next(id));
        pieces.add(stream.finish());
        return pieces;
    }

    @Test
    void aCharacterComesWholeWithItsLastByte() {
        assertThat(pieces(BYTES, BYTES.encode("aé｜😀b"))).containsExactly("a", "", "é", "", "", "｜", "", "", "", "😀", "b", "");
    }

    @Test
    void brokenBytesComeAsSoonAsTheyAreCertain() {
        assertThat(pieces(BYTES, new int[]{0xF0, 0x9F, 'a'})).containsExactly("", "", "\uFFFDa", "");
        assertThat(pieces(BYTES, new int[]{0x80, 0xFF, 0xC3})).containsExactly("\uFFFD", "\uFFFD", "", "\uFFFD");
    }

    @Test
    void thePiecesOfAnyBytesAreTheTextOfTheWhole() {
        var random = new Random(17);
        for (int i = 0; i < 20_000; i++) {
            var ids = random.ints(1 + random.nextInt(12), 0, 256).map(b -> random.nextInt(3) == 0 ? b & 0x3F | 0x80 : b).toArray();
            assertThat(String.join("", pieces(BYTES, ids))).as("bytes %d of seed 17", i).isEqualTo(BYTES.decode(ids));
        }
    }

    @Test
    void thePiecesOfALearntTokenizerAreTheText(@TempDir Path folder) throws IOException {
        try (var tokenizer = DemoTokenizer.load(folder)) {
            var random = RandomText.random(18);
            for (int i = 0; i < 500; i++) {
                var text = RandomText.next(random) + "<code>";
                var pieces = pieces(tokenizer, tokenizer.encode(text));
                assertThat(String.join("", pieces)).as("text %d of seed 18", i).isEqualTo(text);
                assertThat(pieces).as("text %d of seed 18", i).noneMatch(piece -> piece.contains("\uFFFD") && !text.contains("\uFFFD"));
            }
        }
    }
}
