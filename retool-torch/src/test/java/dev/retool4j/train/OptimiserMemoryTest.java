package dev.retool4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.model.Kept;
import dev.retool4j.model.NativeSetup;
import dev.retool4j.model.ResidentMemory;
import java.util.List;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Losses, clipping and optimiser steps leave no native object behind.
class OptimiserMemoryTest {
    private static final int ROWS = 96;
    private static final int COLUMNS = 64;
    private static final int STEPS = 400;
    private final Kept kept = new Kept();

    @BeforeEach
    void libtorch() {
        NativeSetup.initialize(1);
    }

    @AfterEach
    void free() {
        kept.close();
    }

    @Test
    void stepsLeaveNoNativeObjectAndNoMemoryBehind() {
        Tensor parameters;
        Tensor leaf;
        Tensor gradient;
        try (var scope = new PointerScope()) {
            torch.manual_seed(1);
            parameters = kept.keep(torch.randn(ROWS * COLUMNS));
            gradient = kept.keep(torch.zeros(ROWS * COLUMNS));
            leaf = kept.keep(parameters.detach().set_requires_grad(true));
            leaf.mutable_grad().put(gradient);
        }
        var blocks = List.of(new Muon.Block(0, ROWS / 2, COLUMNS), new Muon.Block(ROWS / 2 * COLUMNS, ROWS / 2, COLUMNS));
        try (var adamW = new AdamW(parameters, gradient, AdamW.Options.DEFAULT);
                var muon = new Muon(parameters, gradient, blocks, Muon.Options.DEFAULT)) {
            long objects = 0;
            long resident = 0;
            for (int step = 1; step <= STEPS; step++) {
                backward(leaf, gradient, 200 + step % 50);
                GradientClipping.DEFAULT.apply(gradient);
                muon.step(1e-3);
                adamW.step(1e-3);
                if (step == STEPS / 4) {
                    objects = Pointer.totalCount();
                    resident = residentWithoutGarbage();
                }
            }
            assertThat(Pointer.totalCount()).as("live native objects").isLessThanOrEqualTo(objects);
            assertThat(residentWithoutGarbage() - resident).as("resident bytes more than %d", resident).isLessThan(resident / 50);
        }
    }

    /// Java's own heap is shrunk first, as it grows and falls in its own time.
    private static long residentWithoutGarbage() {
        System.gc();
        return ResidentMemory.bytes();
    }

    /// Losses over batches of changing size.
    private static void backward(Tensor leaf, Tensor gradient, int n) {
        try (var scope = new PointerScope()) {
            gradient.zero_();
            var logprobs = torch.log_softmax(torch.randn(n, ROWS).matmul(leaf.view(ROWS, COLUMNS)), 1); // [n, COLUMNS]
            var values = logprobs.select(1, 1);
            var weights = torch.full(new long[]{n}, new Scalar(1.0 / n));
            var policy = PolicyLoss.DEFAULT
                    .apply(new PolicyLoss.Input(logprobs.select(1, 0), logprobs.select(1, 0).detach(), torch.randn(n), weights));
            var value = ValueLoss.DEFAULT.apply(new ValueLoss.Input(values, values.detach(), torch.randn(n), weights));
            policy.loss().add(value.loss()).backward();
        }
    }
}
