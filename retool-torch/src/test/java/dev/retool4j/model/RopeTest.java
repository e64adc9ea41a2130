package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RopeTest {

    private static final boolean SAME_KERNELS = NativeSetup.initialize(1).cpuCapability().startsWith("AVX");

    /// Golden frequencies and tables of Hugging Face transformers: `src/test/python/rope.py`.
    static Stream<JsonNode> cases() throws IOException {
        try (var in = RopeTest.class.getResourceAsStream("rope.json")) {
            return JsonMapper.shared().readTree(in).valueStream();
        }
    }

    private static ModelConfig config(JsonNode golden) {
        int dim = golden.path("head_dim").asInt();
        var scaling = golden.path("rope_scaling");
        return new ModelConfig(Architecture.LLAMA, 128256, 2 * dim, 1, 2, 1, dim, 32, golden.path("rope_theta").asDouble(),
                scaling.isNull()
                        ? null
                        : new RopeScaling(scaling.path("factor").asDouble(), scaling.path("low_freq_factor").asDouble(),
                                scaling.path("high_freq_factor").asDouble(), scaling.path("original_max_position_embeddings").asInt()),
                1e-5, 131072, true, "bfloat16", List.of());
    }

    /// To the bit where libtorch has the kernels that the golden file was made with, else but for the last bit.
    @ParameterizedTest
    @MethodSource("cases")
    void frequenciesAreThoseOfHuggingFace(JsonNode golden) {
        var expected = golden.path("frequencies");
        var frequencies = Rope.frequencies(config(golden));
        assertThat(frequencies).hasSize(expected.size());
        for (int i = 0; i < frequencies.length; i++) {
            float value = (float) expected.get(i).asDouble();
            assertThat(Math.abs(Float.floatToIntBits(frequencies[i]) - Float.floatToIntBits(value))).as("frequency %d: %s", i, value)
                    .isLessThanOrEqualTo(SAME_KERNELS ? 0 : 1);
        }
    }

    /// Sine and cosine are those of the same fp32 angle: an angle with another last bit would show, far out.
    @ParameterizedTest
    @MethodSource("cases")
    void tablesAreThoseOfHuggingFaceFarOut(JsonNode golden) {
        assumeTrue(SAME_KERNELS, "libtorch has other kernels here than the golden file was made with");
        var config = config(golden);
        int half = config.headDim() / 2;
        try (var scope = new PointerScope(); var rope = new Rope(config, Placement.CPU)) {
            rope.reach(32768);
            for (int row = 0; row < golden.path("positions").size(); row++) {
                var at = AbstractTensor.create((long) golden.path("positions").get(row).asInt());
                for (int i = 0; i < half; i++) {
                    assertThat((double) rope.cosAt(at).select(-1, i).item_float()).isCloseTo(golden.path("cos").get(row).get(i).asDouble(),
                            within(1e-7));
                    assertThat((double) rope.sinAt(at).select(-1, half + i).item_float())
                            .isCloseTo(golden.path("sin").get(row).get(i).asDouble(), within(1e-7));
                }
            }
        }
    }

    @Test
    void tablesGrowWithThePositionsAskedForAndStayTheSame() {
        NativeSetup.initialize(1);
        var config = new ModelConfig(97, 32, 2, 4, 2, 8, 48, 1e4, 1e-6, 5000, true);
        try (var scope = new PointerScope(); var grown = new Rope(config, Placement.CPU); var atOnce = new Rope(config, Placement.CPU)) {
            for (long count : new long[]{10, 600, 601, 3000, 5000})
                assertThat(grown.cos(count).shape()).containsExactly(count, 1, 8);
            atOnce.reach(5000);
            assertThat(grown.cos(5000).equal(atOnce.cos(5000))).isTrue();
            assertThat(grown.sin(5000).equal(atOnce.sin(5000))).isTrue();
            assertThat(grown.sinAt(AbstractTensor.create(4999L)).select(-1, 0).item_float()).isEqualTo((float) -Math.sin(4999));
            assertThatIllegalArgumentException().isThrownBy(() -> grown.cos(5001)).withMessageContaining("a sequence of 5001 tokens")
                    .withMessageContaining("at most 5000");
        }
    }
}
