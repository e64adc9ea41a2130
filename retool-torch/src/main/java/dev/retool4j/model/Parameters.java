package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;

/// Where each parameter of a decoder stands in one flat buffer, and under which Hugging Face names it is saved.
///
/// Matrices come first (so that an optimiser can treat them apart), then embeddings, then vectors. Queries,
/// keys and values are fused by rows into `qkv`, since one product serves them; gate and up are not: their gradients come apart.
public final class Parameters {

    /// Rows `[firstRow, firstRow + rows)` of a fused parameter, saved as `name`.
    public record Part(String name, long firstRow, long rows) {}

    /// What kind of parameter it is; optimisers and initialisation differ by it.
    public enum Kind {
        MATRIX, EMBEDDING, NORM, BIAS
    }

    /// One parameter of the flat buffer.
    ///
    /// @param shape  `[rows, columns]` or `[n]`
    /// @param offset of its first element in the flat buffer
    /// @param parts  its Hugging Face tensors in row order
    /// @param layer  the decoder layer, or −1
    public record Parameter(String name, Kind kind, List<Long> shape, long offset, List<Part> parts, int layer) {

        public long elements() {
            return shape.stream().reduce(1L, (a, b) -> a * b);
        }

        long[] sizes() {
            return shape.stream().mapToLong(Long::longValue).toArray();
        }
    }

    private final List<Parameter> all = new ArrayList<>();
    private long elements;

    public Parameters(ModelConfig config) {
        long d = config.hiddenSize(), q = (long) config.heads() * config.headDim(), kv = (long) config.keyValueHeads() * config.headDim(),
                ff = config.intermediateSize();
        for (int i = 0; i < config.layers(); i++) {
            var p = "model.layers." + i + ".";
            add("qkv", Kind.MATRIX, i, List.of(q + 2 * kv, d), new Part(p + "self_attn.q_proj.weight", 0, q),
                    new Part(p + "self_attn.k_proj.weight", q, kv),
                    new Part(p + "self_attn.v_proj.weight", q + kv, kv));
            add("attentionOut", Kind.MATRIX, i, List.of(d, q), new Part(p + "self_attn.o_proj.weight", 0, d));
            add("gate", Kind.MATRIX, i, List.of(ff, d), new Part(p + "mlp.gate_proj.weight", 0, ff));
            add("up", Kind.MATRIX, i, List.of(ff, d), new Part(p + "mlp.up_proj.weight", 0, ff));
            add("down", Kind.MATRIX, i, List.of(d, ff), new Part(p + "mlp.down_proj.weight", 0, d));
        }
        add("embedding", Kind.EMBEDDING, -1, List.of((long) config.vocabularySize(), d),
                new Part("model.embed_tokens.weight", 0, config.vocabularySize()));
        if (!config.tiedEmbeddings())
            add("head", Kind.EMBEDDING, -1, List.of((long) config.vocabularySize(), d),
                    new Part("lm_head.weight", 0, config.vocabularySize()));
        for (int i = 0; i < config.layers(); i++) {
            var p = "model.layers." + i + ".";
            add("inputNorm", Kind.NORM, i, List.of(d), new Part(p + "input_layernorm.weight", 0, d));
            if (config.architecture().qkvBias())
                add("qkvBias", Kind.BIAS, i, List.of(q + 2 * kv), new Part(p + "self_attn.q_proj.bias", 0, q),
                        new Part(p + "self_attn.k_proj.bias", q, kv),
                        new Part(p + "self_attn.v_proj.bias", q + kv, kv));
            if (config.architecture().qkNorm()) {
                add("queryNorm", Kind.NORM, i, List.of((long) config.headDim()),
                        new Part(p + "self_attn.q_norm.weight", 0, config.headDim()));
                add("keyNorm", Kind.NORM, i, List.of((long) config.headDim()),
                        new Part(p + "self_attn.k_norm.weight", 0, config.headDim()));
            }
            add("postAttentionNorm", Kind.NORM, i, List.of(d), new Part(p + "post_attention_layernorm.weight", 0, d));
        }
        add("finalNorm", Kind.NORM, -1, List.of(d), new Part("model.norm.weight", 0, d));
    }

    private void add(String name, Kind kind, int layer, List<Long> shape, Part... parts) {
        var parameter = new Parameter(name, kind, shape, elements, List.of(parts), layer);
        all.add(parameter);
        elements += parameter.elements();
    }

    /// All parameters in the order of the flat buffer.
    public List<Parameter> all() {
        return List.copyOf(all);
    }

    /// The parameters that optimisers for matrices treat: the prefix `[0, matrixElements())` of the flat buffer.
    public List<Parameter> matrices() {
        return all.stream().filter(p -> p.kind() == Kind.MATRIX).toList();
    }

    /// Elements of all matrices together.
    public long matrixElements() {
        return matrices().stream().mapToLong(Parameter::elements).sum();
    }

    /// Elements of the whole buffer: the model's parameter count.
    public long elements() {
        return elements;
    }

    Parameter get(String name, int layer) {
        return all.stream().filter(p -> p.layer() == layer && p.name().equals(name)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no parameter " + name + " in layer " + layer));
    }
}
