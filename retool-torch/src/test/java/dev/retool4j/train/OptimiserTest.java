package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;

import dev.retool4j.model.NativeSetup;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OptimiserTest {
    private static final List<Muon.Block> BLOCKS = List.of(new Muon.Block(0, 4, 6), new Muon.Block(24, 6, 4));

    @BeforeAll
    static void libtorch() {
        NativeSetup.initialize(1);
    }

    @Test
    void continuesFromASavedStateAsIfItHadNeverStopped() {
        for (int kind = 0; kind < 2; kind++) {
            try (var scope = new PointerScope()) {
                torch.manual_seed(7);
                var parameters = torch.randn(48);
                var gradient = torch.zeros(48);
                var optimiser = optimiser(kind, parameters, gradient);
                steps(optimiser, gradient, 0, 3);
                var copy = parameters.clone();
                var copyGradient = torch.zeros(48);
                var resumed = optimiser(kind, copy, copyGradient);
                for (int i = 0; i < resumed.state().size(); i++) {
                    assertThat(resumed.state().get(i).name()).isEqualTo(optimiser.state().get(i).name());
                    resumed.state().get(i).tensor().copy_(optimiser.state().get(i).tensor());
                }
                steps(optimiser, gradient, 3, 6);
                steps(resumed, copyGradient, 3, 6);
                assertThat(Tensors.floats(copy)).as("kind %d", kind).isEqualTo(Tensors.floats(parameters));
                optimiser.close();
                resumed.close();
            }
        }
    }

    /// Readers keep copies and make them again by the version.
    @Test
    void aStepChangesTheVersionOfTheParameters() {
        for (int kind = 0; kind < 2; kind++) {
            try (var scope = new PointerScope()) {
                var parameters = torch.ones(48);
                try (var optimiser = optimiser(kind, parameters, torch.ones(48))) {
                    long before = parameters._version();
                    optimiser.step(0.1);
                    assertThat(parameters._version()).as("kind %d", kind).isGreaterThan(before);
                }
            }
        }
    }

    @Test
    void outlivesTheScopeItWasMadeIn() {
        try (var outer = new PointerScope()) {
            var parameters = torch.ones(48);
            var gradient = torch.ones(48);
            for (int kind = 0; kind < 2; kind++) {
                Optimiser optimiser;
                try (var inner = new PointerScope()) {
                    optimiser = optimiser(kind, parameters, gradient);
                }
                optimiser.step(0.1);
                assertThat(optimiser.state()).allSatisfy(s -> assertThat(s.tensor().isNull()).isFalse());
                optimiser.close();
                optimiser.close();
            }
            assertThat(Tensors.floats(parameters)).doesNotContain(1f);
        }
    }

    @Test
    void muonMakesUpdatesNearlyOrthogonal() {
        try (var scope = new PointerScope()) {
            torch.manual_seed(3);
            var parameters = torch.zeros(32 * 64);
            var gradient = torch.randn(32 * 64);
            var options = new Muon.Options(0.95, true, 0, 5, Muon.Precision.FLOAT32);
            try (var muon = new Muon(parameters, gradient, List.of(new Muon.Block(0, 32, 64)), options)) {
                muon.step(1);
            }
            var singular = Tensors.floats(torch.linalg_svdvals(parameters.view(32, 64)));
            for (float value : singular)
                assertThat(value).isBetween(0.6f, 1.3f);
        }
    }

    @Test
    void muonOrthogonalisesEachBlockByItself() {
        try (var scope = new PointerScope()) {
            torch.manual_seed(4);
            var start = torch.randn(48);
            var gradient = torch.randn(48);
            var together = start.clone();
            try (var muon = new Muon(together, gradient, BLOCKS, Muon.Options.DEFAULT)) {
                muon.step(0.1);
            }
            gradient.narrow(0, 24, 24).mul_(new Scalar(50.0)); // another block's gradient is no concern of the first
            var other = start.clone();
            try (var muon = new Muon(other, gradient, BLOCKS, Muon.Options.DEFAULT)) {
                muon.step(0.1);
            }
            assertThat(Tensors.floats(other.narrow(0, 0, 24))).isEqualTo(Tensors.floats(together.narrow(0, 0, 24)));
        }
    }

    @Test
    void aZeroGradientMovesNothingButDecay() {
        try (var scope = new PointerScope()) {
            var parameters = torch.ones(48);
            try (var muon = new Muon(parameters, torch.zeros(48), BLOCKS, new Muon.Options(0.95, true, 0.5, 5, Muon.Precision.FLOAT32))) {
                muon.step(0.1);
            }
            for (float value : Tensors.floats(parameters))
                assertThat(value).isCloseTo(0.95f, within(1e-6f));
        }
    }

    @Test
    void refusesBuffersAndBlocksThatDoNotFit() {
        try (var scope = new PointerScope()) {
            var flat = torch.zeros(48);
            assertThatIllegalArgumentException().isThrownBy(() -> new AdamW(flat, torch.zeros(47), AdamW.Options.DEFAULT)).withMessage(
                    "48 parameters but a gradient of 47 elements");
            assertThatIllegalArgumentException().isThrownBy(() -> new AdamW(flat, torch.zeros(new long[]{48}, new TensorOptions(
                    torch.ScalarType.Double)), AdamW.Options.DEFAULT)).withMessageContaining("the gradient buffer");
            assertThatIllegalArgumentException().isThrownBy(() -> new Muon(flat, flat, BLOCKS.subList(0, 1), Muon.Options.DEFAULT))
                    .withMessage("the blocks cover 24 of 48 parameters; they must cover all");
            assertThatIllegalArgumentException().isThrownBy(() -> new Muon(flat, flat, BLOCKS.reversed(), Muon.Options.DEFAULT))
                    .withMessageContaining("at element 0");
        }
    }

    private static Optimiser optimiser(int kind, Tensor parameters, Tensor gradient) {
        return kind == 0
                ? new AdamW(parameters, gradient, new AdamW.Options(0.9, 0.99, 1e-8, 0.1))
                : new Muon(parameters, gradient, BLOCKS, Muon.Options.DEFAULT);
    }

    private static void steps(Optimiser optimiser, Tensor gradient, int from, int to) {
        for (int i = from; i < to; i++) {
            gradient.copy_(torch.arange(new Scalar(48)).mul(new Scalar(0.1 * (i + 1))).sin());
            optimiser.step(0.01);
        }
    }
}
