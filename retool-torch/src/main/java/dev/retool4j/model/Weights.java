package dev.retool4j.model;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/// A decoder's parameters as views of one flat buffer, for one reader: plain views for inference, or leaves with gradients that are
/// views of one flat gradient buffer. Several readers can share a buffer, each with gradients of its own (data parallel workers).
public final class Weights {

    /// The tensors of one decoder layer; shapes in [Parameters]. What its [Architecture] lacks is null.
    record Layer(Tensor inputNorm, Tensor qkv, @Nullable Tensor qkvBias, @Nullable Tensor queryNorm, @Nullable Tensor keyNorm,
            Tensor attentionOut, Tensor postAttentionNorm, Tensor gate, Tensor up, Tensor down) {}

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
        boolean bias = config.architecture().qkvBias(), norm = config.architecture().qkNorm();
        for (int i = 0; i < layers.length; i++)
            layers[i] = new Layer(view("inputNorm", i), view("qkv", i), bias ? view("qkvBias", i) : null,
                    norm ? view("queryNorm", i) : null, norm ? view("keyNorm", i) : null, view("attentionOut", i),
                    view("postAttentionNorm", i), view("gate", i), view("up", i), view("down", i));
    }

    /// Zero weights in fp32, for inference.
    public static Weights zeros(ModelConfig config) {
        NativeSetup.initialize(0); // before the process's first tensor
        return new Weights(config, torch.zeros(new long[]{new Parameters(config).elements()}, new TensorOptions(ScalarType.Float)), false);
    }

    /// The weights of a Hugging Face model folder in fp32, whatever its element type, for inference.
    ///
    /// @throws IOException if a file is missing, broken or of an architecture that is not supported, or if tensors are missing
    public static Weights open(Path folder) throws IOException {
        var weights = zeros(ModelConfig.read(folder));
        weights.load(folder);
        return weights;
    }

    /// Overwrites the weights with those of a model folder of the same shape.
    public void load(Path folder) throws IOException {
        WeightFiles.read(folder, this);
    }

    /// The same as [#save(Path, SaveOptions, Path)] with [SaveOptions#DEFAULT] and a `config.json` of the architecture alone.
    public void save(Path folder) throws IOException {
        save(folder, SaveOptions.DEFAULT, null);
    }

    /// Writes the weights and `config.json` into a folder, which Hugging Face transformers can load.
    ///
    /// @param origin the folder that the model came from; fields of its `config.json` that say nothing of the weights are kept
    void save(Path folder, SaveOptions options, @Nullable Path origin) throws IOException {
        var json = ModelConfigJson.print(config.withDtype(options.dtype().configName()), origin); // before the origin may change
        WeightFiles.write(folder, this, options);
        AtomicFile.write(folder.resolve(ModelConfig.FILE_NAME), json); // last: a folder with a config.json is complete
    }

    /// What tells two checkpoints apart: the first 16 hexadecimal digits of a SHA-256 of the architecture and of up to 65,536 weights, evenly
    /// spread. It is of the weights in memory, whatever the form of their files.
    public String fingerprint() {
        return Fingerprint.of(config, flat);
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
