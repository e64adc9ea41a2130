package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConfigTest {
    private static final ModelConfig SMALL = new ModelConfig(711, 128, 4, 4, 2, 32, 384, 1e4, 1e-6, 512, true);
    private static final String QWEN = """
            {
              "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 151643, "eos_token_id": 151645,
              "hidden_act": "silu", "hidden_size": 1536, "initializer_range": 0.02, "intermediate_size": 8960,
              "max_position_embeddings": 32768, "max_window_layers": 21, "model_type": "qwen2", "num_attention_heads": 12,
              "num_hidden_layers": 28, "num_key_value_heads": 2, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
              "sliding_window": 32768, "tie_word_embeddings": true, "torch_dtype": "bfloat16", "use_cache": true,
              "use_sliding_window": false, "vocab_size": 151936
            }""";

    @TempDir
    Path folder;

    @Test
    void readsAQwenConfiguration() throws IOException {
        var config = read(QWEN);
        assertThat(config).isEqualTo(new ModelConfig(Architecture.QWEN2, 151936, 1536, 28, 12, 2, 128, 8960, 1e6, null, 1e-6, 32768, true,
                "bfloat16", List.of(151645)));
        assertThat(config.queryWidth()).isEqualTo(1536);
        assertThat(config.keyValueWidth()).isEqualTo(256);
    }

    @Test
    void readsTheNewerFieldNames() throws IOException {
        var config = read(
                QWEN.replace("\"rope_theta\": 1000000.0", "\"rope_parameters\": {\"rope_theta\": 5e5, \"rope_type\": \"default\"}")
                        .replace("torch_dtype", "dtype").replace("151645", "[151645, 151643]")
                        .replace("\"hidden_size\": 1536", "\"hidden_size\": 1536, \"head_dim\": 64"));
        assertThat(config.ropeTheta()).isEqualTo(5e5);
        assertThat(config.dtype()).isEqualTo("bfloat16");
        assertThat(config.eosTokenIds()).containsExactly(151645, 151643);
        assertThat(config.headDim()).isEqualTo(64);
    }

    /// As Llama 3.1's and 3.2's folders spell it, and as transformers 5 does.
    @Test
    void readsRopeScalingInBothForms() throws IOException {
        var llama = """
                {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": 128256, "hidden_size": 2048, "eos_token_id":
                 [128001, 128008, 128009], "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8, "head_dim": 64,
                 "intermediate_size": 8192, "hidden_act": "silu", "attention_bias": false, "mlp_bias": false, "rms_norm_eps": 1e-05,
                 %s, "max_position_embeddings": 131072, "pretraining_tp": 1, "tie_word_embeddings": true, "torch_dtype": "bfloat16"}""";
        var scaling = "\"factor\": 32.0, \"high_freq_factor\": 4.0, \"low_freq_factor\": 1.0, \"rope_type\": \"llama3\", "
                + "\"original_max_position_embeddings\": 8192";
        var config = new ModelConfig(Architecture.LLAMA, 128256, 2048, 16, 32, 8, 64, 8192, 5e5, new RopeScaling(32, 1, 4, 8192), 1e-5,
                131072, true, "bfloat16", List.of(128001, 128008, 128009));
        assertThat(read(llama.formatted("\"rope_theta\": 500000.0, \"rope_scaling\": {" + scaling + "}"))).isEqualTo(config);
        assertThat(read(llama.formatted("\"rope_parameters\": {\"rope_theta\": 500000.0, " + scaling + "}"))).isEqualTo(config);
        assertThat(read(llama.formatted("\"rope_theta\": 500000.0, \"rope_scaling\": null")).ropeScaling()).isNull();
        assertThatThrownBy(() -> read(llama.formatted("\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8}")))
                .hasMessageContaining("low_freq_factor is missing");
        assertThatThrownBy(() -> read(llama.formatted("\"rope_scaling\": {" + scaling.replace("4.0", "0.5") + "}")))
                .hasMessageContaining("rope_scaling.high_freq_factor is 0.5; it must be above low_freq_factor = 1.0");
    }

    @Test
    void takesTheDefaultsOfEachArchitecture() throws IOException {
        var qwen3 = QWEN.replace("Qwen2ForCausalLM", "Qwen3ForCausalLM");
        assertThat(read(qwen3).headDim()).isEqualTo(128);
        assertThat(read(qwen3.replace("\"hidden_size\": 1536", "\"hidden_size\": 1024")).headDim()).isEqualTo(128);
        assertThat(read("{\"model_type\": \"qwen3\"," + QWEN.substring(QWEN.indexOf("]") + 2).replace("\"model_type\": \"qwen2\",", ""))
                .architecture()).isEqualTo(Architecture.QWEN3);
    }

    /// Mistral 7B v0.1 slides over 4,096 of 32,768 tokens, v0.2 and v0.3 do not.
    @Test
    void refusesASlidingWindowShorterThanTheContext() throws IOException {
        var mistral = QWEN.replace("Qwen2ForCausalLM", "MistralForCausalLM").replace(" \"use_sliding_window\": false,", "");
        assertThat(read(mistral).architecture()).isEqualTo(Architecture.MISTRAL); // as long as the context
        assertThat(read(mistral.replace("\"sliding_window\": 32768", "\"sliding_window\": null")).maxPositions()).isEqualTo(32768);
        assertThatThrownBy(() -> read(mistral.replace("\"sliding_window\": 32768", "\"sliding_window\": 4096"))).hasMessageContainingAll(
                "sliding_window is 4096, less than max_position_embeddings = 32768", "set max_position_embeddings to 4096");
        assertThatThrownBy(() -> read(mistral.replace("\"sliding_window\": 32768,", ""))).hasMessageContaining("sliding_window is 4096");
        var sliding = QWEN.replace("\"use_sliding_window\": false", "\"use_sliding_window\": true").replace("\"sliding_window\": 32768",
                "\"sliding_window\": 4096");
        assertThat(read(sliding.replace("\"max_window_layers\": 21", "\"max_window_layers\": 28")).layers()).isEqualTo(28);
        assertThatThrownBy(() -> read(sliding.replace("\"max_window_layers\": 21", "\"layer_types\": [\"sliding_attention\"]")))
                .hasMessageContaining("sliding_window is 4096");
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        for (var architecture : Architecture.values()) {
            var config = new ModelConfig(architecture, 711, 96, 4, 4, 2, 32, 384, 1e5, new RopeScaling(8, 1, 4, 128), 1e-5, 512, false,
                    "float16", List.of(3));
            config.write(folder);
            assertThat(ModelConfig.read(folder)).isEqualTo(config);
        }
        for (var config : List.of(SMALL, SMALL.withEosTokenIds(List.of(3)), SMALL.withEosTokenIds(List.of(3, 5)).withDtype("bfloat16"))) {
            config.write(folder.resolve("new"));
            assertThat(ModelConfig.read(folder.resolve("new"))).isEqualTo(config);
        }
        assertThat(folder.resolve("new")).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void namesTheArchitectureThatItCannotRun() {
        assertThatThrownBy(() -> read(QWEN.replace("Qwen2ForCausalLM", "GemmaForCausalLM"))).isInstanceOf(IOException.class)
                .hasMessageContainingAll("config.json", "GemmaForCausalLM",
                        "supported are Qwen2ForCausalLM, Qwen3ForCausalLM, LlamaForCausalLM, MistralForCausalLM");
        assertThatThrownBy(() -> read("{\"model_type\": \"mamba\"}")).hasMessageContainingAll("mamba", "Qwen2ForCausalLM");
    }

    @Test
    void refusesFieldsThatWouldChangeTheComputation() {
        assertThatThrownBy(() -> read(QWEN.replace("\"silu\"", "\"gelu\""))).hasMessageContaining("hidden_act is gelu; supported is silu");
        assertThatThrownBy(() -> read(QWEN.replace("\"use_sliding_window\": false", "\"use_sliding_window\": true")
                .replace("\"sliding_window\": 32768", "\"sliding_window\": 4096")))
                .hasMessageContaining("sliding_window is 4096, less than max_position_embeddings = 32768");
        assertThatThrownBy(() -> read(QWEN.replace("\"use_cache\": true", "\"rope_scaling\": {\"type\": \"yarn\", \"factor\": 4.0}")))
                .hasMessageContaining("rope_scaling.rope_type is yarn; supported are default and llama3");
        assertThatThrownBy(() -> read(QWEN.replace("Qwen2ForCausalLM", "LlamaForCausalLM").replace("\"use_cache\"", "\"attention_bias\"")))
                .hasMessageContaining("attention_bias is true; supported is false");
        assertThatThrownBy(() -> read(QWEN.replace("\"use_cache\": true", "\"quantization_config\": {\"quant_method\": \"gptq\"}")))
                .hasMessageContainingAll("quantization_config.quant_method is gptq", "weights in float32, bfloat16 or float16");
        assertThatThrownBy(() -> read(QWEN.replace("\"use_cache\": true", "\"partial_rotary_factor\": 0.5")))
                .hasMessageContaining("partial_rotary_factor is not 1");
    }

    @Test
    void namesFileAndFieldOfABadValue() {
        assertThatThrownBy(() -> read(QWEN.replace("\"num_key_value_heads\": 2", "\"num_key_value_heads\": 5")))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("config.json", "num_key_value_heads is 5", "a divisor of num_attention_heads = 12");
        assertThatThrownBy(() -> read(QWEN.replace("\"vocab_size\": 151936", "\"vocab\": 1"))).hasMessageContaining(
                "vocab_size is missing; it must be an integer");
        assertThatThrownBy(() -> read(QWEN.replace("\"bfloat16\"", "\"int4\""))).hasMessageContaining("torch_dtype is int4");
        assertThatThrownBy(() -> read(QWEN.replace("151645", "\"x\""))).hasMessageContaining("eos_token_id is \"x\"");
        assertThatThrownBy(() -> read(QWEN.substring(0, 200))).isInstanceOf(IOException.class)
                .hasMessageContainingAll("config.json", "is not valid JSON", "line");
        assertThatThrownBy(() -> ModelConfig.read(folder.resolve("absent"))).isInstanceOf(IOException.class)
                .hasMessageContainingAll("absent", "no such file");
    }

    @Test
    void refusesShapesThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelConfig(0, 128, 4, 4, 2, 32, 384, 1e4, 1e-6, 512, true))
                .withMessage("vocab_size is 0; it must be a positive number");
        assertThatIllegalArgumentException().isThrownBy(() -> new ModelConfig(711, 128, 4, 4, 2, 31, 384, 1e4, 1e-6, 512, true))
                .withMessageContaining("head_dim is 31");
        assertThatIllegalArgumentException().isThrownBy(() -> SMALL.withEosTokenIds(List.of(711))).withMessageContaining(
                "eos_token_id is 711; it must be between 0 and vocab_size − 1 = 710");
    }

    private ModelConfig read(String json) throws IOException {
        Files.writeString(folder.resolve("config.json"), json);
        return ModelConfig.read(folder);
    }
}
