package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Adapters against PEFT, whose files and results src/test/python/adapters.py made.
class LoraTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static List<String> names() {
        return Checkpoints.adapterNames();
    }

    @ParameterizedTest
    @MethodSource("names")
    void logitsAgreeWithPefts(String name) throws IOException {
        var adapted = Checkpoints.adapted(name);
        assertThat(Checkpoints.difference(logits(adapted, name), expected(name, "logits", adapted))).isLessThan(1e-4);
    }

    @ParameterizedTest
    @MethodSource("names")
    void mergedAndUnmergedAgree(String name) throws IOException {
        var adapted = Checkpoints.adapted(name);
        assertThat(Checkpoints.difference(logits(adapted.merged(), name), expected(name, "logits", adapted))).isLessThan(1e-4);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theDecoderHasThemMergedAndFollowsTheirChanges(String name) throws IOException {
        var adapted = Checkpoints.adapted(name);
        try (var off = new NoGradGuard();
                var cache = new KvCache(adapted.config(), adapted.placement(), Decoder.MIN_ROWS, LENGTH);
                var decoder = new Decoder(adapted, cache);
                var scope = new PointerScope()) {
            assertThat(Checkpoints.difference(lastLogits(decoder, name), last(expected(name, "logits", adapted)))).isLessThan(1e-4);
            lora(adapted).flat().zero_();
            assertThat(Checkpoints.difference(lastLogits(decoder, name), last(expected(name, "plain", adapted)))).isLessThan(1e-4);
        }
    }

    /// Additions that bf16 would round away if they were merged into the weights.
    @ParameterizedTest
    @MethodSource("names")
    void inHalfPrecisionTheDecoderFollowsSmallAdditions(String name) throws IOException {
        var half = new Placement("cpu", Precision.BF16);
        var folder = Checkpoints.folder(Checkpoints.adapter(name));
        var base = Weights.open(LoraFiles.base(folder), half);
        var adapters = Lora.zeros(base, LoraFiles.options(folder));
        LoraFiles.read(folder, adapters);
        var adapted = base.withAdapters(adapters);
        adapters.flat().mul_(new Scalar(0.15));
        try (var off = new NoGradGuard()) {
            var trainers = last(logits(adapted, name));
            assertThat(Checkpoints.difference(halfDecoder(adapted, name), trainers))
                    .isLessThan(0.5 * Checkpoints.difference(halfDecoder(base, name), trainers));
        }
    }

    private static float[] halfDecoder(Weights weights, String name) throws IOException {
        try (var cache = new KvCache(weights.config(), weights.placement(), Decoder.MIN_ROWS, LENGTH);
                var decoder = new Decoder(weights, cache)) {
            return lastLogits(decoder, name);
        }
    }

    @Test
    void freshAdaptersChangeNothing() throws IOException {
        var name = names().getFirst();
        var base = Weights.open(LoraFiles.base(Checkpoints.folder(Checkpoints.adapter(name))));
        var fresh = base.withAdapters(Lora.create(base, LoraOptions.of(4, 8), 1));
        assertThat(logits(fresh, name)).isEqualTo(logits(base, name));
        assertThat(values(lora(fresh).flat())[0]).as("A is drawn").isNotZero();
    }

    @ParameterizedTest
    @MethodSource("names")
    void whatIsWrittenComesBack(String name) throws IOException {
        var adapted = Checkpoints.adapted(name);
        var source = Checkpoints.folder(Checkpoints.adapter(name));
        LoraFiles.write(folder, lora(adapted), LoraFiles.base(source));
        assertThat(LoraFiles.in(folder)).isTrue();
        assertThat(LoraFiles.base(folder)).isEqualTo(LoraFiles.base(source).toAbsolutePath());
        assertThat(LoraFiles.options(folder)).isEqualTo(LoraFiles.options(source));
        var back = Lora.zeros(adapted, LoraFiles.options(folder));
        LoraFiles.read(folder, back);
        assertThat(values(back.flat())).isEqualTo(values(lora(adapted).flat()));
        assertThat(Lora.elements(adapted.config(), back.options())).isEqualTo(back.elements());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "use_dora": true                  | use_dora is true
            "bias": "all"                     | bias is "all"
            "peft_type": "IA3"                | peft_type is "IA3"
            "modules_to_save": ["lm_head"]    | modules_to_save is ["lm_head"]
            "rank_pattern": {"q_proj": 2}     | rank_pattern is {"q_proj":2}
            "target_modules": ".*_proj"       | target_modules is ".*_proj"
            "target_modules": ["lm_head"]     | lora.targets names lm_head
            "r": "four"                       | r is "four"
            """)
    void whatIsNotSupportedIsNamed(String field, String message) throws IOException {
        var name = field.substring(1, field.indexOf('"', 1));
        var config = "{\"peft_type\": \"LORA\", \"r\": 2, \"lora_alpha\": 4, \"target_modules\": [\"q_proj\"]}";
        var json = config.replaceAll("\"" + name + "\": (\"[^\"]*\"|\\[[^]]*]|[0-9]+)(, )?", "").replace(", }", "}");
        Files.writeString(folder.resolve(LoraFiles.CONFIG), json.substring(0, json.length() - 1) + ", " + field + "}");
        assertThatThrownBy(() -> LoraFiles.options(folder)).isInstanceOf(IOException.class).hasMessageContaining(LoraFiles.CONFIG)
                .hasMessageContaining(message);
    }

    @Test
    void aBaseThatIsNotHereIsNamed() throws IOException {
        Files.writeString(folder.resolve(LoraFiles.CONFIG), "{\"base_model_name_or_path\": \"Qwen/Qwen2.5-0.5B\"}");
        assertThatThrownBy(() -> LoraFiles.base(folder)).hasMessageContaining("Qwen/Qwen2.5-0.5B").hasMessageContaining("no folder here");
    }

    private static Lora lora(Weights weights) {
        return java.util.Objects.requireNonNull(weights.adapters());
    }

    private static float[] expected(String name, String tensor, Weights weights) throws IOException {
        return Checkpoints.expected(Checkpoints.adapter(name), tensor, ROWS, LENGTH, weights.config().vocabularySize());
    }

    /// Of the last token of each sequence.
    private static float[] last(float[] logits) {
        int vocabulary = logits.length / ROWS / LENGTH;
        var last = new float[ROWS * vocabulary];
        for (int row = 0; row < ROWS; row++)
            System.arraycopy(logits, ((row + 1) * LENGTH - 1) * vocabulary, last, row * vocabulary, vocabulary);
        return last;
    }

    private static float[] lastLogits(Decoder decoder, String name) throws IOException {
        try (var scope = new PointerScope()) {
            var hidden = decoder.prefill(new int[]{0, 1}, new int[]{0, 0}, Checkpoints.ids(Checkpoints.adapter(name)));
            return values(decoder.logits(hidden).narrow(0, 0, ROWS));
        }
    }

    private static float[] logits(Weights weights, String name) throws IOException {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var ids = Arrays.stream(Checkpoints.ids(Checkpoints.adapter(name))).flatMapToInt(Arrays::stream).asLongStream().toArray();
            var model = new Transformer(weights);
            return values(model.logits(model.hidden(AbstractTensor.create(ids, ROWS, LENGTH)).view(-1, weights.config().hiddenSize())));
        }
    }

    private static float[] values(Tensor tensor) {
        try (var scope = new PointerScope()) {
            var dense = tensor.to(ScalarType.Float).contiguous();
            var values = new float[(int) dense.numel()];
            dense.data_ptr_float().get(values);
            return values;
        }
    }
}
