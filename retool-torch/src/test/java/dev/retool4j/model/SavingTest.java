package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Policies in other element types and in several files.
class SavingTest {
    private static final SaveOptions BF16 = SaveOptions.DEFAULT.withDtype(SaveOptions.Dtype.BF16);
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    Path folder;
    private PointerScope scope;

    @BeforeEach
    void open() {
        NativeSetup.initialize(1);
        scope = new PointerScope();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Policy policy(String name) throws IOException {
        var from = Checkpoints.folder(name);
        return new Policy(Weights.open(from), new NumberTokenizer(40), from);
    }

    private static JsonNode json(Path file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(file));
    }

    private List<String> files() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Tensor rounded(Tensor tensor, ScalarType type) {
        return tensor.to(type).to(ScalarType.Float);
    }

    @Test
    void halfPrecisionRoundsEveryWeightAndHalvesTheFile() throws IOException {
        var policy = policy("qwen3-untied");
        for (var dtype : SaveOptions.Dtype.values()) {
            policy.save(folder, SaveOptions.DEFAULT.withDtype(dtype));
            assertThat(files()).containsExactly("config.json", "model.safetensors");
            var again = Weights.open(folder);
            assertThat(again.config()).isEqualTo(policy.config().withDtype(dtype.configName()));
            assertThat(again.flat().equal(rounded(policy.weights().flat(), dtype.type().scalar()))).isTrue();
            long data = dtype.type().bytes() * policy.weights().parameters().elements();
            assertThat(Files.size(folder.resolve("model.safetensors"))).isBetween(data, data + 4096);
        }
    }

    @Test
    void aModelThatIsLargerThanAFileComesInSeveralWithAnIndex() throws IOException {
        var policy = policy("qwen2.5-tied");
        policy.save(folder, BF16.withMaxShardSize("3KB"));
        var index = json(folder.resolve(INDEX));
        var shards = new TreeSet<String>();
        index.path("weight_map").forEach(file -> shards.add(file.asString()));
        assertThat(shards).hasSizeGreaterThan(1).first().isEqualTo("model-00001-of-%05d.safetensors".formatted(shards.size()));
        assertThat(files()).containsAll(shards).contains("config.json", INDEX).hasSize(shards.size() + 2);
        assertThat(index.path("metadata").path("total_size").asLong()).isEqualTo(2 * policy.weights().parameters().elements());
        for (var shard : shards) {
            try (var file = Safetensors.open(folder.resolve(shard))) {
                for (var name : file.names())
                    assertThat(index.path("weight_map").path(name).asString()).isEqualTo(shard);
            }
            assertThat(Files.size(folder.resolve(shard))).isLessThan(3000 + 2048);
        }
        assertThat(Weights.open(folder).flat().equal(rounded(policy.weights().flat(), ScalarType.BFloat16))).isTrue();
    }

    @Test
    void whatAnotherFormLeftIsDeleted() throws IOException {
        var policy = policy("llama3-untied");
        for (var size : List.of("3KB", "8KB", "5GB", "4KB", "5GB")) {
            policy.saveCheckpoint(folder, (size.equals("5GB") ? SaveOptions.DEFAULT : BF16).withMaxShardSize(size));
            var again = Weights.open(folder);
            assertThat(again.config().dtype()).isEqualTo(size.equals("5GB") ? "float32" : "bfloat16");
            if (size.equals("5GB")) {
                assertThat(files()).containsExactly("config.json", "model.safetensors");
            } else {
                var named = new TreeSet<>(List.of("config.json", "master.safetensors", INDEX));
                json(folder.resolve(INDEX)).path("weight_map").forEach(file -> named.add(file.asString()));
                assertThat(files()).containsExactlyElementsOf(named);
            }
        }
    }

    @Test
    void whatCannotBeSavedLeavesTheFolderAsItWas() throws IOException {
        var policy = policy("mistral");
        policy.save(folder, BF16.withMaxShardSize("2KB"));
        var before = files();
        var config = Files.readString(folder.resolve("config.json"));
        policy.weights().flat().narrow(0, policy.weights().flat().numel() - 1, 1).copy_(AbstractTensor.create(70_000f));
        assertThatThrownBy(() -> policy.save(folder, new SaveOptions(SaveOptions.Dtype.FP16, "2KB")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContainingAll("model.norm.weight", "beyond fp16's 65504", "bf16 or fp32");
        assertThat(files()).isEqualTo(before);
        assertThat(folder.resolve("config.json")).hasContent(config);
        assertThat(Weights.open(folder).flat().equal(rounded(Weights.open(Checkpoints.folder("mistral")).flat(), ScalarType.BFloat16)))
                .isTrue();
    }

    @Test
    void aCheckpointGoesOnFromItsFp32Weights() throws IOException {
        var policy = policy("qwen3-untied");
        policy.saveCheckpoint(folder, BF16);
        var resumed = policy("qwen3-untied");
        resumed.weights().flat().zero_();
        resumed.load(folder);
        assertThat(resumed.weights().flat().equal(policy.weights().flat())).isTrue();
        policy.saveCheckpoint(folder, SaveOptions.DEFAULT);
        assertThat(files()).containsExactly("config.json", "model.safetensors");
    }

    /// In the newer spelling of config.json and in the older one.
    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5-tied", "llama3-tied-bf16", "mistral"})
    void fieldsThatSayNothingOfTheWeightsAreKept(String name) throws IOException {
        var origin = json(Checkpoints.folder(name).resolve("config.json"));
        policy(name).save(folder, BF16);
        var saved = json(folder.resolve("config.json"));
        for (var field : List.of("bos_token_id", "eos_token_id", "pad_token_id", "initializer_range", "attention_dropout", "use_cache",
                "vocab_size", "head_dim"))
            if (origin.has(field)) assertThat(saved.path(field)).as(field).isEqualTo(origin.path(field));
        assertThat(saved.path("bos_token_id").asInt()).isEqualTo(1);
        assertThat(saved.path("torch_dtype").asString()).isEqualTo("bfloat16");
        assertThat(saved.has("dtype") || saved.has("rope_parameters")).isFalse();
        assertThat(ModelConfig.read(folder)).isEqualTo(ModelConfig.read(Checkpoints.folder(name)).withDtype("bfloat16"));
        new Policy(Weights.open(folder), new NumberTokenizer(40), folder).save(folder);
        assertThat(json(folder.resolve("config.json")).path("bos_token_id").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"5GB, 5000000000", "200 kb, 200000", "1.5MB, 1500000", "2GiB, 2147483648"})
    void sizesAreWrittenAsHuggingFaceWritesThem(String size, long bytes) {
        assertThat(SaveOptions.DEFAULT.withMaxShardSize(size).maxShardBytes()).isEqualTo(bytes);
    }

    @Test
    void sizesThatAreNoneAreRefused() {
        for (var size : Arrays.asList("5", "GB", "five GB", "-1GB", "0GB"))
            assertThatIllegalArgumentException().isThrownBy(() -> SaveOptions.DEFAULT.withMaxShardSize(size))
                    .withMessageContaining("max_shard_size").withMessageContaining("'" + size + "'");
    }
}
