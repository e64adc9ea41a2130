package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every architecture against Hugging Face transformers, on folders as users have them.
class ArchitecturesTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    static List<String> names() throws IOException {
        return Checkpoints.names();
    }

    @Test
    void everyArchitectureHasACheckpoint() throws IOException {
        var found = new java.util.TreeSet<Architecture>();
        for (var name : names())
            found.add(ModelConfig.read(Checkpoints.folder(name)).architecture());
        assertThat(found).containsExactly(Architecture.values());
    }

    @ParameterizedTest
    @MethodSource("names")
    void logitsOfWholeSequencesAgree(String name) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name));
        var logits = wholeSequences(weights, name);
        int vocabulary = weights.config().vocabularySize();
        assertThat(Checkpoints.difference(logits, Checkpoints.expected(name, "logits", ROWS, LENGTH, vocabulary))).isLessThan(1e-4);
        if (weights.config().dtype().equals("bfloat16")) {
            // against PyTorch's computation in bf16; fp32 on the same weights is what agrees to 1e-4 above
            var half = Checkpoints.expected(name, "halfLogits", ROWS, LENGTH, vocabulary);
            assertThat(Checkpoints.difference(logits, half)).isLessThan(2e-2);
        }
    }

    /// The first tokens as one chunk, the others one by one.
    @ParameterizedTest
    @MethodSource("names")
    void logitsOfPrefillAndSingleStepsAgree(String name) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name));
        var ids = Checkpoints.ids(name);
        int vocabulary = weights.config().vocabularySize();
        var whole = Checkpoints.expected(name, "logits", ROWS, LENGTH, vocabulary);
        for (int chunk : new int[]{1, 7, 18}) {
            try (var off = new NoGradGuard();
                    var cache = new KvCache(weights.config(), weights.placement(), Decoder.MIN_ROWS, LENGTH);
                    var decoder = new Decoder(weights, cache)) {
                try (var scope = new PointerScope()) {
                    var first = new int[][]{Arrays.copyOf(ids[0], chunk), Arrays.copyOf(ids[1], chunk)};
                    compare(decoder.logits(decoder.prefill(new int[]{0, 1}, new int[]{0, 0}, first)), whole, chunk - 1, vocabulary);
                }
                for (int at = chunk; at < LENGTH; at++) {
                    var tokens = new long[Decoder.MIN_ROWS];
                    var positions = new int[Decoder.MIN_ROWS];
                    for (int row = 0; row < ROWS; row++) {
                        tokens[row] = ids[row][at];
                        positions[row] = at;
                    }
                    try (var scope = new PointerScope()) {
                        compare(decoder.logits(decoder.step(weights.placement().tensor(tokens), positions)), whole, at, vocabulary);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void aSavedFolderGivesTheSameLogitsToTheBit(String name, @TempDir Path folder) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name));
        weights.save(folder);
        var again = Weights.open(folder);
        assertThat(again.config()).isEqualTo(weights.config().withDtype("float32"));
        assertThat(wholeSequences(again, name)).isEqualTo(wholeSequences(weights, name));
    }

    private static float[] wholeSequences(Weights weights, String name) throws IOException {
        var ids = Arrays.stream(Checkpoints.ids(name)).flatMapToInt(Arrays::stream).asLongStream().toArray();
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var model = new Transformer(weights);
            return values(model.logits(model.hidden(AbstractTensor.create(ids, ROWS, LENGTH)).view(-1, weights.config().hiddenSize())));
        }
    }

    private static void compare(Tensor logits, float[] whole, int position, int vocabulary) {
        var got = values(logits.narrow(0, 0, ROWS));
        for (int row = 0; row < ROWS; row++) {
            int begin = (row * LENGTH + position) * vocabulary;
            assertThat(Checkpoints.difference(Arrays.copyOfRange(got, row * vocabulary, (row + 1) * vocabulary),
                    Arrays.copyOfRange(whole, begin, begin + vocabulary))).as("row %d, position %d", row, position).isLessThan(1e-4);
        }
    }

    private static float[] values(Tensor tensor) {
        var contiguous = tensor.contiguous();
        var values = new float[(int) contiguous.numel()];
        contiguous.data_ptr_float().get(values);
        return values;
    }
}
