package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {

    @Test
    void itIsOfTheWeightsAndNotOfTheirFiles(@TempDir Path folder) throws IOException {
        NativeSetup.initialize(1);
        var weights = Weights.open(Checkpoints.folder("qwen3-untied"));
        weights.save(folder, SaveOptions.DEFAULT.withMaxShardSize("3KB"), null);
        assertThat(weights.fingerprint()).matches("[0-9a-f]{16}").isEqualTo(Weights.open(folder).fingerprint());
        assertThat(Weights.open(Checkpoints.folder("mistral")).fingerprint()).isNotEqualTo(weights.fingerprint());
        try (var scope = new PointerScope()) {
            weights.flat().mul_(new Scalar(1.001));
        }
        assertThat(weights.fingerprint()).isNotEqualTo(Weights.open(folder).fingerprint());
    }

    @Test
    void aLargeModelIsSampled() {
        var weights = RandomModel.weights(RandomModel.demoSized(), 3);
        assertThat(weights.parameters().elements()).isGreaterThan(1 << 16);
        assertThat(weights.fingerprint()).isEqualTo(RandomModel.weights(RandomModel.demoSized(), 3).fingerprint())
                .isNotEqualTo(RandomModel.weights(RandomModel.demoSized(), 4).fingerprint());
    }
}
