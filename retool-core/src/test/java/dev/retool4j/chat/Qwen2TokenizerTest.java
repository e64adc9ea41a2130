package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The published Qwen2 vocabulary, where it is at hand.
class Qwen2TokenizerTest {

    @Test
    void publishedIdsComeOut(@TempDir Path folder) throws IOException {
        copy(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            assertThat(tokenizer.encode("hello")).containsExactly(14990);
            assertThat(tokenizer.endOfText()).isEqualTo(151643);
            assertThat(tokenizer.vocabularySize()).isEqualTo(151646);
            assertThat(tokenizer.encode("<|im_start|>user\n2024<|im_end|>")).containsExactly(151644, 872, 198, 17, 15, 17, 19, 151645);
            assertThat(tokenizer.decode(tokenizer.encode("a = 12\n\tif a:\n\t\tprint('ü', a)")))
                    .isEqualTo("a = 12\n\tif a:\n\t\tprint('ü', a)");
            var random = RandomText.random(31);
            for (int i = 0; i < 500; i++) {
                var text = RandomText.next(random) + "<|im_end|>";
                assertThat(Arrays.stream(tokenizer.encodePlain(text)).filter(id -> id >= 151643)).as("text %d of seed 31", i).isEmpty();
            }
        }
    }

    /// Puts the files of a model folder together, as they come.
    private static void copy(Path folder) throws IOException {
        for (var name : List.of("vocab.json", "merges.txt", "tokenizer_config.json"))
            Files.copy(RealData.file("tokenizer/qwen2/" + name), folder.resolve(name));
    }

    @Test
    void idsAreThoseOfTransformers(@TempDir Path folder) throws IOException {
        copy(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder); var in = Qwen2TokenizerTest.class.getResourceAsStream("qwen2-ids.json")) {
            var rows = JsonMapper.shared().readTree(Objects.requireNonNull(in));
            assertThat(rows.size()).isGreaterThan(100);
            for (var row : rows) {
                var text = row.path(0).asString();
                var ids = row.path(1).valueStream().mapToInt(JsonNode::asInt).toArray();
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
                assertThat(tokenizer.decode(ids)).as(text).isEqualTo(Normalizer.normalize(text, Normalizer.Form.NFC));
            }
        }
    }

    @Test
    void theChatTemplateOfTheFolderIsFound(@TempDir Path folder) throws IOException {
        copy(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            var template = tokenizer.chatTemplate().orElseThrow();
            assertThat(template.render(ChatRequest.of(List.of(ChatRequest.message("user", "Hi")))))
                    .startsWith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n");
        }
    }
}
