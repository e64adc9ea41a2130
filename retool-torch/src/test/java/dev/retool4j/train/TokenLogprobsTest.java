package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.model.Checkpoints;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.Placement;
import dev.retool4j.model.SequenceLayout;
import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Transformer;
import dev.retool4j.model.Weights;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Logits in chunks: the same log-probabilities, entropies and gradients as all at once.
class TokenLogprobsTest {
    private static final int ROWS = Checkpoints.ROWS, LENGTH = Checkpoints.LENGTH;

    private record Outcome(float[] logprobs, float[] entropies, float[] gradient, double loss) {}

    @BeforeAll
    static void load() {
        NativeSetup.initialize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5-tied", "llama3-untied"})
    void chunksGiveWhatTheWholeGives(String name) throws IOException {
        for (boolean entropyLearns : new boolean[]{false, true}) {
            var whole = policyLoss(name, 1000, entropyLearns);
            for (int rows : new int[]{1, 7, 39, 40}) {
                var chunked = policyLoss(name, rows, entropyLearns);
                assertThat(Checkpoints.difference(chunked.logprobs, whole.logprobs)).isLessThan(1e-5);
                assertThat(Checkpoints.difference(chunked.entropies, whole.entropies)).isLessThan(1e-5);
                assertThat(Checkpoints.difference(chunked.gradient, whole.gradient)).as(rows + " rows").isLessThan(1e-4);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2.5-tied", "llama3-untied"})
    void crossEntropyInChunksGivesWhatTheWholeGives(String name) throws IOException {
        var whole = crossEntropy(name, 1000);
        for (int rows : new int[]{1, 7, 39, 40}) {
            var chunked = crossEntropy(name, rows);
            assertThat(Math.abs(chunked.loss - whole.loss)).isLessThan(1e-5);
            assertThat(Checkpoints.difference(chunked.gradient, whole.gradient)).as(rows + " rows").isLessThan(1e-5);
        }
    }

    private static Outcome policyLoss(String name, int rows, boolean entropyLearns) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name)).trainable();
        try (var scope = new PointerScope()) {
            var model = new Transformer(weights);
            try (var forward = model.forward(layout(name), false)) {
                var head = new TokenLogprobs(model, TokenDistribution.plain(Placement.CPU), rows, entropyLearns)
                        .of(forward.hidden(), targets(name));
                var loss = head.logprobs().mul(slope()).sum();
                if (entropyLearns) loss = loss.add(head.entropies().mul(slope()).sum(), new Scalar(0.5));
                loss.backward();
                head.backward();
                forward.backward();
                return new Outcome(Tensors.floats(head.logprobs()), Tensors.floats(head.entropies()), Tensors.floats(weights.gradient()),
                        0);
            }
        }
    }

    private static Outcome crossEntropy(String name, int rows) throws IOException {
        var weights = Weights.open(Checkpoints.folder(name)).trainable();
        try (var scope = new PointerScope()) {
            var model = new Transformer(weights);
            try (var forward = model.forward(layout(name), false)) {
                double loss = new TokenLogprobs(model, TokenDistribution.plain(Placement.CPU), rows, false)
                        .crossEntropy(forward.hidden(), targets(name), 0.25);
                forward.backward();
                return new Outcome(new float[0], new float[0], Tensors.floats(weights.gradient()), loss);
            }
        }
    }

    private static SequenceLayout layout(String name) throws IOException {
        return new SequenceLayout.Padded(targets(name).view(ROWS, LENGTH));
    }

    private static Tensor targets(String name) throws IOException {
        return Placement.CPU.tensor(Arrays.stream(Checkpoints.ids(name)).flatMapToInt(Arrays::stream).asLongStream().toArray());
    }

    private static Tensor slope() {
        return torch.arange(new Scalar(ROWS * LENGTH)).div(new Scalar(20.0)).sub(new Scalar(1.0));
    }
}
