package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class PreTokenizationTest {

    @Test
    void textIsCutBeforeSpacesAndAroundDigits() {
        assertThat(PreTokenization.QWEN2.cut("when 37^29 is")).containsExactly("when", " 3", "7", "^", "2", "9", " is");
        assertThat(PreTokenization.LLAMA3.cut("when 37^29 is")).containsExactly("when", " 37^29", " is");
        assertThat(PreTokenization.OTHER.cut("when 37")).containsExactly("when 37");
    }

    @Test
    void whiteSpaceRunsStayWhole() {
        assertThat(PreTokenization.QWEN2.cut("a\n    b = 1")).containsExactly("a\n    b", " =", " 1");
        assertThat(PreTokenization.QWEN2.cut("a  5")).containsExactly("a", "  5");
    }

    /// Compares with the native library on whole texts, through a tokenizer.json that uses the expression.
    @ParameterizedTest
    @EnumSource(names = {"QWEN2", "LLAMA3"})
    void encodingThePartsEqualsEncodingTheWhole(PreTokenization cuts, @TempDir Path folder) throws IOException {
        DemoTokenizer.bpe().write(folder);
        var file = folder.resolve("tokenizer.json");
        var json = (ObjectNode) JsonMapper.shared().readTree(Files.readString(file));
        var steps = (ArrayNode) json.path("pre_tokenizer").path("pretokenizers");
        ((ObjectNode) steps.get(0).path("pattern")).put("Regex", cuts.expression());
        json.putObject("normalizer").put("type", "NFC");
        Files.writeString(file, json.toString());
        assertThat(PreTokenization.of(json)).isEqualTo(cuts);
        NativeTokenizers.prepare();
        try (var whole = HuggingFaceTokenizer.newInstance(file); var ours = dev.retool4j.chat.HuggingFaceTokenizer.load(folder)) {
            var random = RandomText.random(21);
            for (int i = 0; i < 3000; i++) {
                var text = RandomText.next(random);
                var expected = java.util.Arrays.stream(whole.encode(text, false, false).getIds()).mapToInt(Math::toIntExact).toArray();
                assertThat(ours.encode(text)).as("text %d of seed 21: %s", i, text).isEqualTo(expected);
            }
        }
    }

    @Test
    void addedTokensWithDigitsOrSpacesForbidCuts() throws IOException {
        var bpe = new BpeTrainer(300, 1, java.util.List.of("<|reserved_1|>")).train(java.util.List.of());
        var folder = Files.createTempDirectory("retool-test");
        bpe.write(folder);
        assertThat(PreTokenization.of(JsonMapper.shared().readTree(Files.readString(folder.resolve("tokenizer.json")))))
                .isEqualTo(PreTokenization.OTHER);
    }
}
