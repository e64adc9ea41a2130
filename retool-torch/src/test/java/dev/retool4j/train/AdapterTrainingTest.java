package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Checkpoints;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Weights;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// One step of fine-tuning of adapters: loss and gradients against PyTorch on PEFT's model.
class AdapterTrainingTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static Stream<Arguments> ways() {
        return Checkpoints.adapterNames().stream()
                .flatMap(name -> ArchitectureGradientsTest.passes().stream().map(pass -> Arguments.of(name, pass)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStepHasPeftsLossAndGradientsAndLeavesTheBaseAlone(String name, PassOptions pass) throws IOException {
        var weights = Checkpoints.adapted(name);
        var base = Tensors.floats(weights.flat());
        var adapters = Tensors.floats(weights.learned());
        try (var trainer = new SftTrainer(weights, options(OptimizerOptions.adamW(1e-2), pass))) {
            var progress = trainer.run(documents(name).iterator(), p -> {}, () -> false);
            assertThat(progress.loss()).isCloseTo(Checkpoints.expected(Checkpoints.adapter(name), "sft.loss", 1)[0], within(1e-4));
            var expected = Checkpoints.adapterGradient(name, Objects.requireNonNull(weights.adapters()));
            assertThat(Checkpoints.difference(Tensors.floats(trainer.weights().gradient()), expected)).isLessThan(1e-4);
        }
        assertThat(Tensors.floats(weights.flat())).isEqualTo(base);
        assertThat(Checkpoints.difference(Tensors.floats(weights.learned()), adapters)).isGreaterThan(9e-3);
    }

    @Test
    void aFrozenCopyKeepsItsAdaptersAndSharesTheBase() throws IOException {
        var weights = Checkpoints.adapted("llama3-all");
        var copy = weights.copy();
        var before = Tensors.floats(copy.learned());
        try (var trainer = new SftTrainer(weights, options(OptimizerOptions.adamW(1e-2), PassOptions.DEFAULT))) {
            trainer.run(documents("llama3-all").iterator(), p -> {}, () -> false);
        }
        assertThat(Tensors.floats(copy.learned())).isEqualTo(before);
        assertThat(copy.flat().data_ptr().address()).isEqualTo(weights.flat().data_ptr().address());
    }

    @Test
    void muonIsRefused() throws IOException {
        Weights weights = Checkpoints.adapted("llama3-all");
        assertThatThrownBy(() -> new SftTrainer(weights, options(OptimizerOptions.muon(0.02, 1e-3), PassOptions.DEFAULT)))
                .hasMessageContaining("use adamw with lora.rank above 0");
    }

    private static SftOptions options(OptimizerOptions optimizer, PassOptions pass) {
        return new SftOptions(1, ROWS * LENGTH, 0, optimizer, ScheduleOptions.CONSTANT, Double.POSITIVE_INFINITY, 1, pass, 0);
    }

    private static List<TokenizedExample> documents(String name) throws IOException {
        var ids = Checkpoints.ids(Checkpoints.adapter(name));
        var mask = Checkpoints.expected(Checkpoints.adapter(name), "sft.mask", ROWS, LENGTH);
        var masks = new boolean[ROWS][LENGTH];
        for (int i = 0; i < mask.length; i++)
            masks[i / LENGTH][i % LENGTH] = mask[i] == 1;
        return List.of(new TokenizedExample(ids[0], masks[0]), new TokenizedExample(ids[1], masks[1]));
    }
}
