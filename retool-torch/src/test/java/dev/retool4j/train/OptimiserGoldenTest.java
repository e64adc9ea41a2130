package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;

import dev.retool4j.model.NativeSetup;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Against PyTorch; the values and their script are in src/test.
class OptimiserGoldenTest {
    private static JsonNode golden;

    @BeforeAll
    static void load() throws IOException {
        NativeSetup.initialize(1);
        try (var in = Objects.requireNonNull(OptimiserGoldenTest.class.getResourceAsStream("optimisers.json"))) {
            golden = JsonMapper.shared().readTree(in);
        }
    }

    @Test
    void adamWEqualsTorch() {
        for (var c : golden.get("adamw")) {
            try (var scope = new PointerScope()) {
                var parameters = tensor(c.get("initial"));
                var gradient = torch.zeros_like(parameters);
                var options = new AdamW.Options(c.get("beta1").asDouble(), c.get("beta2").asDouble(), c.get("epsilon").asDouble(), c.get(
                        "weightDecay").asDouble());
                try (var optimiser = new AdamW(parameters, gradient, options)) {
                    follow(c, optimiser, parameters, gradient, 1e-6f);
                }
            }
        }
    }

    @Test
    void muonEqualsTheReferenceInFloat32AndTorchInBfloat16() {
        for (var c : golden.get("muon")) {
            try (var scope = new PointerScope()) {
                var parameters = tensor(c.get("initial"));
                var gradient = torch.zeros_like(parameters);
                var blocks = new ArrayList<Muon.Block>();
                long offset = 0;
                for (var shape : c.get("shapes")) {
                    var block = new Muon.Block(offset, shape.get(0).asInt(), shape.get(1).asInt());
                    blocks.add(block);
                    offset = block.end();
                }
                var precision = Muon.Precision.valueOf(c.get("precision").asString());
                var options = new Muon.Options(c.get("momentum").asDouble(), c.get("nesterov").asBoolean(), c.get("weightDecay").asDouble(),
                        5, precision);
                try (var optimiser = new Muon(parameters, gradient, blocks, options)) {
                    follow(c, optimiser, parameters, gradient, precision == Muon.Precision.FLOAT32 ? 1e-6f : 3e-3f);
                }
            }
        }
    }

    private static void follow(JsonNode c, Optimiser optimiser, Tensor parameters, Tensor gradient, float tolerance) {
        for (int step = 0; step < c.get("expected").size(); step++) {
            gradient.copy_(tensor(c.get("gradients").get(step)));
            optimiser.step(c.get("learningRates").get(step).asDouble());
            var expected = floats(c.get("expected").get(step));
            var found = Tensors.floats(parameters);
            for (int i = 0; i < expected.length; i++) {
                assertThat(found[i]).as("step %d element %d", step, i).isCloseTo(expected[i], within(tolerance));
            }
        }
    }

    private static Tensor tensor(JsonNode array) {
        return AbstractTensor.create(floats(array));
    }

    private static float[] floats(JsonNode array) {
        var floats = new float[array.size()];
        for (int i = 0; i < floats.length; i++)
            floats[i] = (float) array.get(i).asDouble();
        return floats;
    }
}
