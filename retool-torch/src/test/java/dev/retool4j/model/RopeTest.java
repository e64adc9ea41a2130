package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.assertj.core.data.Percentage;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.junit.jupiter.api.Test;

class RopeTest {

    /// Every second frequency of Llama 3.2 (1B): `ROPE_INIT_FUNCTIONS["llama3"](config, "cpu")[0][::2]`, transformers 5.23.0.
    @Test
    void llama3FrequenciesAreThoseOfHuggingFace() {
        var config = new ModelConfig(Architecture.LLAMA, 128256, 2048, 16, 32, 8, 64, 8192, 5e5, new RopeScaling(32, 1, 4, 8192), 1e-5,
                131072,
                true, "bfloat16", List.of());
        var expected = new double[]{1, 0.440366626, 0.193922758, 0.0853971019, 0.0376060307, 0.0165604409, 0.00729266508, 0.00321144611,
            0.000429556705, 1.94616387e-05, 8.57025589e-06, 3.77405445e-06, 1.66196742e-06, 7.31874934e-07, 3.22293289e-07,
            1.41927202e-07};
        var frequencies = Rope.frequencies(config);
        for (int i = 0; i < expected.length; i++)
            assertThat((double) frequencies[2 * i]).as("frequency %d", 2 * i).isCloseTo(expected[i], Percentage.withPercentage(2e-5));
    }

    @Test
    void tablesGrowWithThePositionsAskedForAndStayTheSame() {
        NativeSetup.initialize(1);
        var config = new ModelConfig(97, 32, 2, 4, 2, 8, 48, 1e4, 1e-6, 5000, true);
        try (var scope = new PointerScope(); var grown = new Rope(config); var atOnce = new Rope(config)) {
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
