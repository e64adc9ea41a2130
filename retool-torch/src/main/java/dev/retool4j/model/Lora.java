package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The adapters of a policy in one flat fp32 buffer: for each adapted product first A `[rank, in]`, then B `[out, rank]`.
public final class Lora {

    /// Where one adapter stands.
    ///
    /// @param module the product's name in Hugging Face's code, such as `model.layers.0.self_attn.q_proj`
    /// @param of     the parameter of the decoder that it adds to
    /// @param part   and which of its rows
    /// @param offset of A in the flat buffer; B follows it
    record Adapter(String module, Parameters.Parameter of, Parameters.Part part, long offset, int rank) {
        long in() {
            return of.shape().getLast();
        }

        Tensor a(Tensor buffer) {
            return buffer.narrow(0, offset, rank * in()).view(rank, in());
        }

        Tensor b(Tensor buffer) {
            return buffer.narrow(0, offset + rank * in(), part.rows() * rank).view(part.rows(), rank);
        }

        long elements() {
            return rank * (in() + part.rows());
        }
    }

    private static final String WEIGHT = ".weight";

    private final LoraOptions options;
    private final List<Adapter> adapters;
    private final Tensor flat; // [elements]

    private Lora(LoraOptions options, List<Adapter> adapters, Tensor flat) {
        this.options = options;
        this.adapters = adapters;
        this.flat = flat;
    }

    /// Adapters that change nothing yet, as PEFT makes them: A uniform in ±1/√in, B zero.
    public static Lora create(Weights weights, LoraOptions options, long seed) {
        var lora = zeros(weights, options);
        var random = new SplittableRandom(seed);
        try (var scope = new PointerScope()) {
            var host = AbstractTensor.create(new float[Math.toIntExact(lora.elements())]);
            try (FloatIndexer values = host.createIndexer()) {
                for (var adapter : lora.adapters)
                    draw(values, adapter, random);
            }
            lora.flat.copy_(host);
        }
        return lora;
    }

    private static void draw(FloatIndexer values, Adapter adapter, RandomGenerator random) {
        double bound = 1 / Math.sqrt(adapter.in());
        for (long i = 0; i < adapter.rank() * adapter.in(); i++)
            values.put(adapter.offset() + i, (float) ((2 * random.nextDouble() - 1) * bound));
    }

    static Lora zeros(Weights weights, LoraOptions options) {
        var adapters = adapters(weights.parameters(), options);
        var last = adapters.getLast();
        return new Lora(options, adapters, weights.placement().zeros(ScalarType.Float, last.offset() + last.elements()));
    }

    /// In the order of the decoder's parameters.
    private static List<Adapter> adapters(Parameters parameters, LoraOptions options) {
        var adapters = new ArrayList<Adapter>();
        long at = 0;
        for (var matrix : parameters.matrices()) {
            for (var part : matrix.parts()) {
                var module = part.name().substring(0, part.name().length() - WEIGHT.length());
                if (!options.targets().contains(module.substring(module.lastIndexOf('.') + 1))) continue;
                var adapter = new Adapter(module, matrix, part, at, options.rank());
                adapters.add(adapter);
                at += adapter.elements();
            }
        }
        return adapters;
    }

    /// Elements of all adapters of a decoder together.
    public static long elements(ModelConfig config, LoraOptions options) {
        return adapters(new Parameters(config), options).stream().mapToLong(Adapter::elements).sum();
    }

    public LoraOptions options() {
        return options;
    }

    List<Adapter> adapters() {
        return adapters;
    }

    /// All adapters, `[elements]`; writing to it changes every reader's.
    public Tensor flat() {
        return flat;
    }

    public long elements() {
        return flat.numel();
    }

    Lora copy() {
        return new Lora(options, adapters, flat.clone());
    }
}
