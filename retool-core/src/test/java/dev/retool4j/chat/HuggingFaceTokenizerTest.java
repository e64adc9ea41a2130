package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HuggingFaceTokenizerTest {
    @TempDir
    static Path folder;
    private static HuggingFaceTokenizer tokenizer;

    @BeforeAll
    static void train() throws IOException {
        tokenizer = DemoTokenizer.load(folder);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    @Test
    void specialSpellingsBecomeTheirIds() {
        assertThat(tokenizer.encode("<|user|><code></answer>")).containsExactly(1, 3, 8);
        assertThat(tokenizer.endOfText()).isZero();
        assertThat(tokenizer.specialToken("<interpreter>")).hasValue(5);
        assertThat(tokenizer.specialToken("interpreter")).isEmpty();
    }

    @Test
    void everyDigitIsAToken() {
        assertThat(tokenizer.encode(" 548")).hasSize(4);
        assertThat(tokenizer.decode(new int[]{tokenizer.encode("548")[1]})).isEqualTo("4");
    }

    @Test
    void nothingIsAddedOrTruncated() {
        assertThat(tokenizer.encode("")).isEmpty();
        assertThat(tokenizer.encodePlain("")).isEmpty();
        var longText = " remainder".repeat(5000);
        assertThat(tokenizer.decode(tokenizer.encode(longText))).isEqualTo(longText);
    }

    @Test
    void decodingGivesEveryTextBack() {
        var random = RandomText.random(11);
        for (int i = 0; i < 3000; i++) {
            var text = RandomText.next(random);
            assertThat(tokenizer.decode(tokenizer.encode(text))).as("text %d of seed 11", i).isEqualTo(text);
            assertThat(tokenizer.decode(tokenizer.encodePlain(text))).as("plain text %d of seed 11", i).isEqualTo(text);
        }
    }

    @Test
    void bytesOfTheIdsAreTheTextsUtf8() {
        var random = RandomText.random(12);
        for (int i = 0; i < 500; i++) {
            var text = RandomText.next(random);
            var out = new ByteArrayOutputStream();
            for (int id : tokenizer.encode(text)) {
                out.writeBytes(tokenizer.bytes(id));
            }
            assertThat(out.toByteArray()).as("text %d of seed 12", i).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void plainEncodingNeverYieldsASpecialId() {
        for (var spelling : BpeTrainer.SPECIAL_TOKENS) {
            assertNoSpecial(spelling);
            assertNoSpecial("a" + spelling + spelling + " b");
        }
        var random = RandomText.random(13);
        for (int i = 0; i < 2000; i++) {
            assertNoSpecial(RandomText.next(random) + BpeTrainer.SPECIAL_TOKENS.get(random.nextInt(9)) + RandomText.next(random));
        }
    }

    private static void assertNoSpecial(String text) {
        var ids = tokenizer.encodePlain(text);
        assertThat(Arrays.stream(ids).filter(id -> id < BpeTrainer.SPECIAL_TOKENS.size())).as(text).isEmpty();
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
    }

    @Test
    void plainEncodingOfTextWithoutSpellingsIsTheOrdinaryOne() {
        var text = "The remainder when 37^293 is divided by 548.\n\n  x = 5";
        assertThat(tokenizer.encodePlain(text)).isEqualTo(tokenizer.encode(text));
    }

    @Test
    void halvesOfACharacterDecodeToReplacements() {
        var ids = tokenizer.encode("😀");
        assertThat(tokenizer.decode(Arrays.copyOf(ids, 2))).contains("\uFFFD");
    }

    @Test
    void freeIdsStandForNoBytes() {
        assertThat(tokenizer.bytes(tokenizer.vocabularySize() + 100)).isEmpty();
        assertThatThrownBy(() -> tokenizer.bytes(-1)).hasMessageContaining("-1");
    }

    @Test
    void aFolderWithoutTokenizerSaysWhatIsMissing(@TempDir Path empty) {
        assertThatThrownBy(() -> HuggingFaceTokenizer.load(empty)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tokenizer.json").hasMessageContaining(empty.toString());
    }

    @Test
    void brokenAndForeignTokenizersAreRefused(@TempDir Path other) throws IOException {
        Files.writeString(other.resolve("tokenizer.json"), "{\"model\":");
        assertThatThrownBy(() -> HuggingFaceTokenizer.load(other)).hasMessageContaining("no valid JSON");
        Files.writeString(other.resolve("tokenizer.json"), "{\"model\":{\"type\":\"Unigram\"},\"pre_tokenizer\":{\"type\":\"Metaspace\"}}");
        assertThatThrownBy(() -> HuggingFaceTokenizer.load(other)).hasMessageContaining("Unigram").hasMessageContaining("byte-level BPE");
    }

    @Test
    void manyThreadsGetTheSameIds() {
        var texts = DemoTokenizer.corpus();
        var alone = texts.stream().map(tokenizer::encode).toList();
        var together = texts.parallelStream().map(tokenizer::encode).toList();
        for (int i = 0; i < texts.size(); i++) {
            assertThat(together.get(i)).isEqualTo(alone.get(i));
        }
    }
}
