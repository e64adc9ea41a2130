package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/// A decoder's parameters as views of one flat buffer, for one reader: plain views for inference, or leaves with gradients for training.
/// Several readers can share a buffer, each with gradients of its own (data parallel workers).
///
/// What learns is either all of it or, where there are [Lora] adapters, those alone. Gradients stand in one flat fp32 buffer, whatever
/// the weights' element type: those of fp32 leaves are views of it, those of others are added to it by [#gatherGradients].
public final class Weights {

    /// The tensors of one decoder layer; shapes in [Parameters]. What its [Architecture] lacks is null.
    record Layer(Tensor inputNorm, Projection qkv, @Nullable Tensor queryNorm, @Nullable Tensor keyNorm, Projection attentionOut,
            Tensor postAttentionNorm, Projection gate, Projection up, Projection down) {}

    /// A leaf that is no fp32, and the part of the gradient buffer that is its own.
    private record Foreign(Tensor leaf, Tensor gradient) {}

    private static final long LARGE = 50_000_000;

    private final ModelConfig config;
    private final Placement placement;
    private final Parameters parameters;
    private final Tensor flat; // [elements]
    private final @Nullable Lora lora;
    private final @Nullable Tensor gradient; // [elements that learn]
    private final List<Foreign> foreign = new ArrayList<>();
    final Tensor embedding;
    final Tensor head;
    final Tensor finalNorm;
    final Layer[] layers;

    private Weights(ModelConfig config, Placement placement, Tensor flat, @Nullable Lora lora, boolean trainable) {
        this.config = config;
        this.placement = placement;
        this.parameters = new Parameters(config);
        this.flat = flat;
        this.lora = lora;
        this.gradient = trainable ? placement.zeros(ScalarType.Float, lora == null ? flat.numel() : lora.elements()) : null;
        this.embedding = view("embedding", -1);
        this.head = config.tiedEmbeddings() ? embedding : view("head", -1);
        this.finalNorm = view("finalNorm", -1);
        this.layers = new Layer[config.layers()];
        boolean bias = config.architecture().qkvBias(), norm = config.architecture().qkNorm();
        for (int i = 0; i < layers.length; i++)
            layers[i] = new Layer(view("inputNorm", i), projection("qkv", bias ? view("qkvBias", i) : null, i),
                    norm ? view("queryNorm", i) : null, norm ? view("keyNorm", i) : null, projection("attentionOut", null, i),
                    view("postAttentionNorm", i), projection("gate", null, i), projection("up", null, i), projection("down", null, i));
    }

    /// Zero weights in fp32 on the CPU, for inference.
    public static Weights zeros(ModelConfig config) {
        return zeros(config, Placement.CPU);
    }

    /// Zero weights for inference.
    public static Weights zeros(ModelConfig config, Placement placement) {
        placement.ready();
        long elements = new Parameters(config).elements();
        if (elements >= LARGE) NativeSetup.returnLargeBlocks();
        return new Weights(config, placement, placement.zeros(elements), null, false);
    }

    /// The weights of a Hugging Face model folder in fp32 on the CPU, for inference.
    public static Weights open(Path folder) throws IOException {
        return open(folder, Placement.CPU);
    }

    /// The weights of a Hugging Face model folder, whatever the element type of its files, for inference.
    ///
    /// @throws IOException if a file is missing, broken or of an architecture that is not supported, or if tensors are missing
    public static Weights open(Path folder, Placement placement) throws IOException {
        var weights = zeros(ModelConfig.read(folder), placement);
        weights.load(folder);
        return weights;
    }

    /// Overwrites the weights with those of a model folder of the same shape. Adapters stay as they are.
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
        return Fingerprint.of(config, lora == null ? List.of(flat) : List.of(flat, lora.flat()));
    }

    /// The same weights (the same memory) with a gradient buffer of their own.
    public Weights trainable() {
        return new Weights(config, placement, flat, lora, true);
    }

    /// The same weights (the same memory) with these adapters on them, for inference.
    public Weights withAdapters(Lora adapters) {
        return new Weights(config, placement, flat, adapters, false);
    }

    /// A frozen copy. What cannot change because only adapters learn is shared.
    public Weights copy() {
        return lora == null
                ? new Weights(config, placement, flat.clone(), null, false)
                : new Weights(config, placement, flat, lora.copy(), false);
    }

    /// Weights in memory of their own into which the adapters are merged.
    public Weights merged() {
        var merged = new Weights(config, placement, flat.clone(), null, false);
        if (lora == null) return merged;
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            for (int i = 0; i < layers.length; i++) {
                var from = layers[i];
                var to = merged.layers[i];
                from.qkv.mergeInto(to.qkv.matrix().t());
                from.attentionOut.mergeInto(to.attentionOut.matrix().t());
                from.gate.mergeInto(to.gate.matrix().t());
                from.up.mergeInto(to.up.matrix().t());
                from.down.mergeInto(to.down.matrix().t());
            }
        }
        return merged;
    }

    private Projection projection(String name, @Nullable Tensor bias, int layer) {
        var parameter = parameters.get(name, layer);
        var adapters = lora == null
                ? List.<LowRank>of()
                : lora.adapters().stream().filter(adapter -> adapter.of().offset() == parameter.offset())
                        .map(adapter -> new LowRank(
                                leaf(adapter.a(lora.flat()), gradient == null ? null : adapter.a(gradient)),
                                leaf(adapter.b(lora.flat()), gradient == null ? null : adapter.b(gradient)), lora.options().scale(),
                                adapter.part().firstRow()))
                        .toList();
        return new Projection(view(name, layer), bias, adapters);
    }

    private Tensor view(String name, int layer) {
        var parameter = parameters.get(name, layer);
        return leaf(slice(flat, parameter), gradient == null || lora != null ? null : slice(gradient, parameter));
    }

    private Tensor leaf(Tensor values, @Nullable Tensor itsGradient) {
        var leaf = values.detach();
        if (itsGradient == null) return leaf;
        leaf.set_requires_grad(true);
        if (leaf.scalar_type().intern() == ScalarType.Float) leaf.mutable_grad().put(itsGradient);
        else
            foreign.add(new Foreign(leaf, itsGradient));
        return leaf;
    }

    /// Adds the gradients of leaves that are no fp32 to the gradient buffer and gives their memory back. To be called after each
    /// backward pass, before the next one adds to what is there in too few digits.
    public void gatherGradients() {
        if (foreign.isEmpty()) return;
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            for (var one : foreign) {
                var own = one.leaf.mutable_grad();
                if (!own.defined()) continue;
                one.gradient.add_(own);
                own.reset();
            }
        }
    }

    private static Tensor slice(Tensor buffer, Parameters.Parameter parameter) {
        return buffer.narrow(0, parameter.offset(), parameter.elements()).view(parameter.sizes());
    }

    public ModelConfig config() {
        return config;
    }

    public Placement placement() {
        return placement;
    }

    public Parameters parameters() {
        return parameters;
    }

    /// The adapters, or null where all weights learn.
    public @Nullable Lora adapters() {
        return lora;
    }

    /// All parameters, `[elements]`; writing to it changes every reader's weights. Adapters are not among them.
    public Tensor flat() {
        return flat;
    }

    /// What learns: all parameters, or the adapters.
    public Tensor learned() {
        return lora == null ? flat : lora.flat();
    }

    /// All gradients of [#learned], of its length, fp32; accumulated by backward passes until zeroed.
    public Tensor gradient() {
        if (gradient == null)
            throw new IllegalStateException("these weights are for inference: call trainable() for weights with gradients");
        return gradient;
    }

    /// Grows with every change of the weights or the adapters.
    long version() {
        return flat._version() + (lora == null ? 0 : lora.flat()._version());
    }

    /// A view of one parameter inside `buffer`, which has the flat buffer's layout.
    public static Tensor view(Tensor buffer, Parameters.Parameter parameter) {
        return slice(buffer, parameter);
    }
}
