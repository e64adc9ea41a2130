package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A decoder's parameters as views of one flat buffer, for one reader: plain views for inference, or leaves with gradients that are
/// views of one flat gradient buffer. Several readers can share a buffer, each with gradients of its own (data parallel workers).
public final class Weights {

    /// The tensors of one decoder layer; shapes in [Parameters].
    record Layer(Tensor inputNorm, Tensor qkv, Tensor qkvBias, Tensor attentionOut, Tensor postAttentionNorm, Tensor gate, Tensor up,
            Tensor down) {}

    private final ModelConfig config;
    private final Parameters parameters;
    private final Tensor flat; // [elements]
    private final @Nullable Tensor gradient; // [elements]
    final Tensor embedding;
    final Tensor head;
    final Tensor finalNorm;
    final Layer[] layers;

    private Weights(ModelConfig config, Tensor flat, boolean trainable) {
        this.config = config;
        this.parameters = new Parameters(config);
        this.flat = flat;
        this.gradient = trainable ? torch.zeros_like(flat) : null;
        this.embedding = view("embedding", -1);
        this.head = config.tiedEmbeddings() ? embedding : view("head", -1);
        this.finalNorm = view("finalNorm", -1);
        this.layers = new Layer[config.layers()];
        for (int i = 0; i < layers.length; i++)
            layers[i] = new Layer(view("inputNorm", i), view("qkv", i), view("qkvBias", i), view("attentionOut", i),
                    view("postAttentionNorm", i),
                    view("gate", i), view("up", i), view("down", i));
    }

    /// Zero weights in fp32, for inference.
    public static Weights zeros(ModelConfig config) {
        NativeSetup.initialize(0); // before the process's first tensor
        return new Weights(config, torch.zeros(new long[]{new Parameters(config).elements()}, new TensorOptions(ScalarType.Float)), false);
    }

    /// The same weights (the same memory) with a gradient buffer of their own.
    public Weights trainable() {
        return new Weights(config, flat, true);
    }

    /// A frozen copy in memory of its own.
    public Weights copy() {
        return new Weights(config, flat.clone(), false);
    }

    private Tensor view(String name, int layer) {
        var parameter = parameters.get(name, layer);
        var view = slice(flat, parameter).detach();
        if (gradient != null) {
            view.set_requires_grad(true);
            view.mutable_grad().put(slice(gradient, parameter));
        }
        return view;
    }

    private static Tensor slice(Tensor buffer, Parameters.Parameter parameter) {
        return buffer.narrow(0, parameter.offset(), parameter.elements()).view(parameter.sizes());
    }

    public ModelConfig config() {
        return config;
    }

    public Parameters parameters() {
        return parameters;
    }

    /// All parameters, `[elements]`; writing to it changes every reader's weights.
    public Tensor flat() {
        return flat;
    }

    /// All gradients, `[elements]`; accumulated by backward passes until zeroed.
    public Tensor gradient() {
        if (gradient == null)
            throw new IllegalStateException("these weights are for inference: call trainable() for weights with gradients");
        return gradient;
    }

    /// A view of one parameter inside `buffer`, which has the flat buffer's layout.
    public static Tensor view(Tensor buffer, Parameters.Parameter parameter) {
        return slice(buffer, parameter);
    }
}
