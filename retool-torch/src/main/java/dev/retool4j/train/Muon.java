package dev.retool4j.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

import dev.retool4j.model.Kept;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Muon (Jordan et al. 2024): momentum whose matrices are made nearly orthogonal by Newton–Schulz steps before they are applied.
///
/// The flat buffer is cut into blocks, each a matrix. Matrices that one product serves (queries, keys, values; gate and up) must be
/// blocks of their own: orthogonalised as one they do not learn to copy. Blocks of equal shape go through one batched product.
public final class Muon implements Optimiser {

    /// One matrix, row-major, of the flat buffer.
    ///
    /// @param offset of its first element
    public record Block(long offset, long rows, long columns) {
        long end() {
            return offset + rows * columns;
        }
    }

    /// The element type of the Newton–Schulz products.
    public enum Precision {
        FLOAT32(ScalarType.Float),
        /// As in the original; several times faster where the processor multiplies bf16 (AMX, AVX-512 BF16, GPUs), slower elsewhere.
        BFLOAT16(ScalarType.BFloat16);

        final ScalarType type;

        Precision(ScalarType type) {
            this.type = type;
        }
    }

    /// @param momentum         decay of the mean of gradients, 0–1
    /// @param nesterov         whether the update looks one step ahead
    /// @param weightDecay      0 or more; each step first multiplies parameters by 1 − learningRate · weightDecay
    /// @param newtonSchulzSteps at least 1
    public record Options(double momentum, boolean nesterov, double weightDecay, int newtonSchulzSteps, Precision precision) {
        public static final Options DEFAULT = new Options(0.95, true, 0.02, 5, Precision.FLOAT32);

        public Options {
            Checks.range("momentum", momentum, 0, Math.nextDown(1.0));
            Checks.notNegative("weightDecay", weightDecay);
            Checks.range("newtonSchulzSteps", newtonSchulzSteps, 1, 99);
        }
    }

    private final Options options;
    private final Tensor parameters; // [n]
    private final Tensor gradient; // [n]
    private final Tensor momentum; // [n]
    private final Tensor update; // [n]
    private final List<Group> groups = new ArrayList<>();
    private final Kept kept = new Kept();

    /// @param parameters fp32, contiguous; [n]
    /// @param gradient   of the same shape; the same tensor is read at every step
    /// @param blocks     in ascending order, covering the buffer without gap
    public Muon(Tensor parameters, Tensor gradient, List<Block> blocks, Options options) {
        FlatBuffers.check(parameters, gradient);
        checkCover(blocks, parameters.numel());
        this.options = options;
        try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
            this.parameters = kept.keep(parameters.detach());
            this.gradient = kept.keep(gradient.detach());
            momentum = kept.keep(torch.zeros_like(parameters));
            update = options.nesterov() ? kept.keep(torch.zeros_like(parameters)) : momentum;
            var byShape = new LinkedHashMap<List<Long>, List<Block>>();
            for (var block : blocks) {
                byShape.computeIfAbsent(List.of(block.rows(), block.columns()), shape -> new ArrayList<>()).add(block);
            }
            byShape.values().forEach(same -> groups.add(new Group(same)));
        }
    }

    @Override
    public void step(double learningRate) {
        try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
            momentum.lerp_(gradient, new Scalar(1 - options.momentum()));
            if (options.nesterov()) torch.lerp_out(update, gradient, momentum, new Scalar(options.momentum()));
            if (options.weightDecay() > 0) parameters.mul_(new Scalar(1 - learningRate * options.weightDecay()));
            for (var group : groups)
                group.step(learningRate);
        }
    }

    @Override
    public List<NamedTensor> state() {
        return List.of(new NamedTensor("muon.momentum", momentum));
    }

    @Override
    public void close() {
        kept.close();
    }

    private static void checkCover(List<Block> blocks, long n) {
        long at = 0;
        for (var block : blocks) {
            if (block.offset() != at || block.rows() < 1 || block.columns() < 1) {
                throw new IllegalArgumentException("%s does not go on where the blocks before it end, at element %d".formatted(block, at));
            }
            at = block.end();
        }
        if (at != n) throw new IllegalArgumentException("the blocks cover %d of %d parameters; they must cover all".formatted(at, n));
    }

    /// Blocks of one shape, with the views and buffers of their batched products.
    private final class Group {
        private final List<Tensor> updates = new ArrayList<>(); // [rows, columns] each
        private final List<Tensor> inputs = new ArrayList<>(); // [rows, columns] each
        private final List<Tensor> outputs = new ArrayList<>(); // [rows, columns] each
        private final List<Tensor> targets = new ArrayList<>(); // [rows, columns] each
        private final NewtonSchulz iteration;
        private final double scale;

        Group(List<Block> blocks) {
            var first = blocks.getFirst();
            scale = Math.sqrt(Math.max(1, (double) first.rows() / first.columns()));
            iteration = new NewtonSchulz(blocks.size(), first.rows(), first.columns(), options.newtonSchulzSteps(), options
                    .precision().type, parameters.device(), kept);
            for (int i = 0; i < blocks.size(); i++) {
                updates.add(view(update, blocks.get(i)));
                inputs.add(kept.keep(iteration.input().select(0, i)));
                outputs.add(kept.keep(iteration.output().select(0, i)));
                targets.add(view(parameters, blocks.get(i)));
            }
        }

        private Tensor view(Tensor buffer, Block block) {
            return kept.keep(buffer.narrow(0, block.offset(), block.rows() * block.columns()).view(block.rows(), block.columns()));
        }

        void step(double learningRate) {
            for (int i = 0; i < inputs.size(); i++)
                inputs.get(i).copy_(updates.get(i));
            iteration.run();
            var factor = new Scalar(-learningRate * scale);
            for (int i = 0; i < outputs.size(); i++)
                targets.get(i).add_(outputs.get(i), factor);
        }
    }
}
