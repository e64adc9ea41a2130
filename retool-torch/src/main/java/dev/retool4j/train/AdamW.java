package dev.retool4j.train;

import java.util.List;

import dev.retool4j.model.Kept;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Dispatcher;
import org.bytedeco.pytorch.GenericList;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.OperatorHandle;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorList;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// Adam with decoupled weight decay (arXiv 1711.05101) over one flat buffer of parameters, in libtorch's fused kernel.
public final class AdamW implements Optimiser {

    /// @param beta1       decay of the mean of gradients, 0–1
    /// @param beta2       decay of the mean of their squares, 0–1
    /// @param epsilon     added to the root of the second mean, above 0
    /// @param weightDecay 0 or more; each step first multiplies parameters by 1 − learningRate · weightDecay
    public record Options(double beta1, double beta2, double epsilon, double weightDecay) {
        /// The betas that small language models are trained with; no decay.
        public static final Options DEFAULT = new Options(0.9, 0.95, 1e-8, 0);

        public Options {
            Checks.range("beta1", beta1, 0, Math.nextDown(1.0));
            Checks.range("beta2", beta2, 0, Math.nextDown(1.0));
            Checks.positive("epsilon", epsilon);
            Checks.notNegative("weightDecay", weightDecay);
        }
    }

    private final Options options;
    private final OperatorHandle kernel;
    private final Tensor mean; // [n]
    private final Tensor squareMean; // [n]
    private final Tensor steps; // []
    private final IValue parameterList;
    private final IValue gradientList;
    private final IValue meanList;
    private final IValue squareMeanList;
    private final IValue noMaxima;
    private final IValue stepList;
    private final Tensor written; // [0]
    private final Kept kept = new Kept();

    /// @param parameters fp32, contiguous; [n]
    /// @param gradient   of the same shape; the same tensor is read at every step
    public AdamW(Tensor parameters, Tensor gradient, Options options) {
        FlatBuffers.check(parameters, gradient);
        this.options = options;
        try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
            kernel = kept.keep(Dispatcher.singleton().findSchemaOrThrow("aten::_fused_adamw_", ""));
            mean = kept.keep(torch.zeros_like(parameters));
            squareMean = kept.keep(torch.zeros_like(parameters));
            steps = kept.keep(torch.zeros(new long[0], parameters.options())); // the kernel wants it on the parameters' device
            parameterList = kept.keep(list(parameters.detach()));
            written = kept.keep(parameters.detach().narrow(0, 0, 0));
            gradientList = kept.keep(list(gradient.detach()));
            meanList = kept.keep(list(mean));
            squareMeanList = kept.keep(list(squareMean));
            noMaxima = kept.keep(list());
            stepList = kept.keep(list(steps));
        }
    }

    @Override
    public void step(double learningRate) {
        try (var scope = new PointerScope(); var guard = new NoGradGuard()) {
            steps.add_(new Scalar(1.0));
            var arguments = new IValueVector();
            arguments.push_back(parameterList).push_back(gradientList).push_back(meanList).push_back(squareMeanList).push_back(noMaxima)
                    .push_back(stepList);
            arguments.push_back(new IValue(learningRate)).push_back(new IValue(options.beta1())).push_back(new IValue(options.beta2()))
                    .push_back(new IValue(options.weightDecay())).push_back(new IValue(options.epsilon()));
            arguments.push_back(new IValue(false)).push_back(new IValue(false)); // amsgrad, maximize
            arguments.push_back(new IValue()).push_back(new IValue()); // gradient scale, found infinity
            kernel.callBoxed(arguments);
            written.zero_(); // no element; the fused kernel leaves the parameters' version as it was, and readers keep copies by version
        }
    }

    @Override
    public List<NamedTensor> state() {
        return List.of(new NamedTensor("adamw.mean", mean), new NamedTensor("adamw.square_mean", squareMean), new NamedTensor("adamw.steps",
                steps));
    }

    @Override
    public void close() {
        kept.close();
    }

    /// A list of tensors as a value for the dispatcher. Lists of tensors and of values share their layout, so the cast is sound.
    private static IValue list(Tensor... tensors) {
        return new IValue(new GenericList((Pointer) new TensorList(new TensorVector(tensors))));
    }
}
