package dev.retool4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfTextTest {
    @TempDir
    Path folder;

    @BeforeEach
    void tokenizerWhoseFirstTokenEndsAResponse() throws IOException {
        new BpeTrainer(300, 2, List.of("<|eot_id|>", "<|eom_id|>", "<|end_of_text|>")).train(DemoTokenizer.corpus()).write(folder);
    }

    private void write(String file, String json) throws IOException {
        Files.writeString(folder.resolve(file), json);
    }

    private List<Integer> ends() throws IOException {
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            assertThat(tokenizer.endOfText()).isZero();
            return List.copyOf(tokenizer.endOfTextIds());
        }
    }

    @Test
    void withoutFurtherFilesTheTokenizersOwnIsTheOnlyOne() throws IOException {
        assertThat(ends()).containsExactly(0);
    }

    @Test
    void generationMayStopAtSeveralIdsAndTheTokenizersOwnIsTheFirst() throws IOException {
        write("generation_config.json", "{\"eos_token_id\": [2, 1, 0]}");
        assertThat(ends()).containsExactly(0, 2, 1);
        write("generation_config.json", "{\"eos_token_id\": 2}");
        assertThat(ends()).containsExactly(0, 2);
    }

    @Test
    void theModelsConfigurationCountsWhereThatOfGenerationSaysNothing() throws IOException {
        write("config.json", "{\"eos_token_id\": [1]}");
        assertThat(ends()).containsExactly(0, 1);
        write("generation_config.json", "{\"temperature\": 0.7, \"eos_token_id\": null}");
        assertThat(ends()).containsExactly(0, 1);
        write("generation_config.json", "{\"eos_token_id\": 2}");
        assertThat(ends()).containsExactly(0, 2);
    }

    @Test
    void whatIsNoIdIsRefusedWithTheFileAndTheValue() throws IOException {
        for (var value : List.of("\"<|eot_id|>\"", "[1, \"x\"]", "-1", "1.5")) {
            write("generation_config.json", "{\"eos_token_id\": " + value + "}");
            assertThatIllegalArgumentException().isThrownBy(() -> HuggingFaceTokenizer.load(folder))
                    .withMessageContaining("generation_config.json").withMessageContaining("eos_token_id is ");
        }
    }

    @Test
    void aFolderThatNamesNoneIsRefused(@TempDir Path other) throws IOException {
        new BpeTrainer(300, 2, List.of("<a>")).train(DemoTokenizer.corpus()).write(other);
        Files.delete(other.resolve("tokenizer_config.json"));
        assertThatIllegalArgumentException().isThrownBy(() -> HuggingFaceTokenizer.load(other))
                .withMessageContaining("cannot tell which token ends a response").withMessageContaining("set eos_token");
    }
}
