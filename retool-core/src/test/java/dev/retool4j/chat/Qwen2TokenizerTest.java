package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.RealData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The published Qwen2 vocabulary, where it is at hand.
class Qwen2TokenizerTest {

    @Test
    void publishedIdsComeOut(@TempDir Path folder) throws IOException {
        write(folder);
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

    /// Puts `vocab.json` and `merges.txt` into the form of a `tokenizer.json`.
    private static void write(Path folder) throws IOException {
        var json = JsonMapper.shared();
        var vocabulary = json.readTree(Files.readString(RealData.file("tokenizer/qwen2/vocab.json")));
        var merges = Files.readAllLines(RealData.file("tokenizer/qwen2/merges.txt")).stream()
                .filter(line -> !line.isEmpty() && !line.startsWith("#version"))
                .toList();
        var split = Map.of("type", "Split", "pattern", Map.of("Regex", PreTokenization.QWEN2.expression()), "behavior", "Isolated",
                "invert", false);
        var byteLevel = Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false, "use_regex", false);
        var added = new ArrayList<Map<String, Object>>();
        for (var special : List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>")) {
            added.add(Map.of("id", 151643 + added.size(), "content", special, "single_word", false, "lstrip", false, "rstrip", false,
                    "normalized", false,
                    "special", true));
        }
        Files.writeString(folder.resolve("tokenizer.json"),
                json.writeValueAsString(
                        Map.of("version", "1.0", "added_tokens", added, "normalizer", Map.of("type", "NFC"), "pre_tokenizer",
                                Map.of("type", "Sequence", "pretokenizers", List.of(split, byteLevel)), "decoder", byteLevel, "model",
                                Map.of("type", "BPE", "vocab", vocabulary, "merges", merges))));
        Files.copy(RealData.file("tokenizer/qwen2/tokenizer_config.json"), folder.resolve("tokenizer_config.json"));
    }
}
