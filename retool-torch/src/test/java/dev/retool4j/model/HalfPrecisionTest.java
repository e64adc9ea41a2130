package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Weights kept and computed with in bf16, against PyTorch's computation in bf16 on the same weights.
class HalfPrecisionTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;
    private static final Placement BF16 = new Placement("cpu", Precision.BF16);

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static List<String> names() {
        return List.of("llama3-tied-bf16", "qwen2.5-bf16-sharded");
    }

    @ParameterizedTest
    @MethodSource("names")
    void logitsOfWholeSequencesAgree(String name) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name), BF16);
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var ids = Arrays.stream(Checkpoints.ids(name)).flatMapToInt(Arrays::stream).asLongStream().toArray();
            var model = new Transformer(weights);
            var logits = values(
                    model.logits(model.hidden(AbstractTensor.create(ids, ROWS, LENGTH)).view(-1, weights.config().hiddenSize())));
            assertThat(Checkpoints.difference(logits, expected(name, weights))).isLessThan(2e-2);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void logitsOfPrefillAndSingleStepsAgree(String name) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name), BF16);
        var ids = Checkpoints.ids(name);
        int vocabulary = weights.config().vocabularySize(), chunk = 7;
        var whole = expected(name, weights);
        try (var off = new NoGradGuard();
                var cache = new KvCache(weights.config(), BF16, Decoder.MIN_ROWS, LENGTH);
                var decoder = new Decoder(weights, cache);
                var scope = new PointerScope()) {
            var hidden = decoder.prefill(new int[]{0, 1}, new int[]{0, 0},
                    new int[][]{Arrays.copyOf(ids[0], chunk), Arrays.copyOf(ids[1], chunk)});
            compare(decoder.logits(hidden), whole, chunk - 1, vocabulary);
            for (int at = chunk; at < LENGTH; at++) {
                var tokens = new long[Decoder.MIN_ROWS];
                var positions = new int[Decoder.MIN_ROWS];
                for (int row = 0; row < ROWS; row++) {
                    tokens[row] = ids[row][at];
                    positions[row] = at;
                }
                compare(decoder.logits(decoder.step(weights.placement().tensor(tokens), positions)), whole, at, vocabulary);
            }
        }
    }

    private static void compare(Tensor logits, float[] whole, int at, int vocabulary) {
        var values = values(logits);
        for (int row = 0; row < ROWS; row++) {
            int from = (row * LENGTH + at) * vocabulary;
            assertThat(Checkpoints.difference(Arrays.copyOfRange(values, row * vocabulary, (row + 1) * vocabulary),
                    Arrays.copyOfRange(whole, from, from + vocabulary))).as("position " + at).isLessThan(2e-2);
        }
    }

    private static float[] expected(String name, Weights weights) throws IOException {
        return Checkpoints.expected(name, "halfLogits", ROWS, LENGTH, weights.config().vocabularySize());
    }

    private static float[] values(Tensor tensor) {
        var dense = tensor.to(ScalarType.Float).contiguous();
        var values = new float[(int) dense.numel()];
        dense.data_ptr_float().get(values);
        return values;
    }
}
