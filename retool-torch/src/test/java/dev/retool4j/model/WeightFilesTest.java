package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a folder whose files do not fit its configuration.
class WeightFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void load() {
        NativeSetup.initialize(1);
    }

    @Test
    void namesTheTensorsThatAreMissingAndWhatWasFound() throws IOException {
        copy("llama3-untied", "LlamaForCausalLM", "Qwen3ForCausalLM");
        assertThatThrownBy(() -> Weights.open(folder)).isInstanceOf(IOException.class).hasMessageContainingAll(folder.toString(),
                "4 tensors (model.layers.0.self_attn.q_norm.weight, ", ", …) are missing",
                "Qwen3ForCausalLM with 2 layers has 25 tensors, and 21 tensors were found");
        copy("qwen2.5-tied", "\"tie_word_embeddings\": true", "\"tie_word_embeddings\": false");
        assertThatThrownBy(() -> Weights.open(folder)).hasMessageContaining("tensor lm_head.weight is missing");
        copy("mistral", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
        assertThatThrownBy(() -> Weights.open(folder)).hasMessageContainingAll("9 tensors (model.layers.2.",
                "with 3 layers has 30 tensors");
    }

    @Test
    void namesTensorsThatTheArchitectureHasNoUseFor() throws IOException {
        copy("qwen2.5-tied", "Qwen2ForCausalLM", "LlamaForCausalLM");
        assertThatThrownBy(() -> Weights.open(folder)).isInstanceOf(IOException.class).hasMessageContainingAll(
                "6 tensors (model.layers.0.self_attn.", "_proj.bias", "are in the files but not in the architecture",
                "LlamaForCausalLM with 2 layers and tied embeddings has 20 tensors");
        copy("qwen2.5-tied", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
        assertThatThrownBy(() -> Weights.open(folder)).hasMessageContaining("model.layers.1.");
    }

    /// A tied head that is stored all the same is the embedding, and is passed over.
    @Test
    void passesOverAStoredHeadThatIsTied() throws IOException {
        copy("mistral", "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
        assertThat(Weights.open(folder).parameters().all()).noneMatch(p -> p.name().equals("head"));
    }

    @Test
    void namesATensorOfAnotherShape() throws IOException {
        copy("llama3-untied", "\"intermediate_size\": 24", "\"intermediate_size\": 32");
        assertThatThrownBy(() -> Weights.open(folder)).isInstanceOf(IOException.class).hasMessageContainingAll("mlp.gate_proj.weight",
                "has shape [24, 32]", "expected [32, 32]", "config.json?");
    }

    private void copy(String name, String... replacements) throws IOException {
        var from = Checkpoints.folder(name);
        var config = Files.readString(from.resolve("config.json"));
        for (int i = 0; i < replacements.length; i += 2) {
            assertThat(config).contains(replacements[i]);
            config = config.replace(replacements[i], replacements[i + 1]);
        }
        Files.writeString(folder.resolve("config.json"), config);
        Files.write(folder.resolve("model.safetensors"), Files.readAllBytes(from.resolve("model.safetensors")));
    }
}
