package dev.retool4j.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// The architectures that are supported. All are one network, [Transformer]: RMSNorm before each block, rotary positions, grouped-query
/// attention, SwiGLU. They differ in what stands around the projections of attention.
public enum Architecture {
    /// Qwen2, Qwen2.5 and what is distilled into them: queries, keys and values have a bias
    QWEN2("Qwen2ForCausalLM", "qwen2", true, false),
    /// Qwen3 without experts: no bias; each head of queries and keys is normalised before it is turned
    QWEN3("Qwen3ForCausalLM", "qwen3", false, true),
    /// Llama 2 and 3.x: neither
    LLAMA("LlamaForCausalLM", "llama", false, false),
    /// Mistral: as Llama
    MISTRAL("MistralForCausalLM", "mistral", false, false);

    private final String className;
    private final String modelType;
    private final boolean qkvBias;
    private final boolean qkNorm;

    Architecture(String className, String modelType, boolean qkvBias, boolean qkNorm) {
        this.className = className;
        this.modelType = modelType;
        this.qkvBias = qkvBias;
        this.qkNorm = qkNorm;
    }

    /// Its name among the `architectures` of `config.json`.
    public String className() {
        return className;
    }

    /// Its `model_type` in `config.json`.
    public String modelType() {
        return modelType;
    }

    /// Whether the projections to queries, keys and values have biases.
    public boolean qkvBias() {
        return qkvBias;
    }

    /// Whether each head of queries and keys passes an RMSNorm of its own.
    public boolean qkNorm() {
        return qkNorm;
    }

    static Optional<Architecture> ofClassName(String name) {
        return Arrays.stream(values()).filter(a -> a.className.equals(name)).findFirst();
    }

    static Optional<Architecture> ofModelType(String type) {
        return Arrays.stream(values()).filter(a -> a.modelType.equals(type)).findFirst();
    }

    /// All class names, for errors.
    static String supported() {
        return Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "));
    }
}
