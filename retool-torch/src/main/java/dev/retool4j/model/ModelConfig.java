package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The architecture and shape of a decoder, as `config.json` of a Hugging Face model folder states them.
///
/// @param architecture     which of the supported ones (`architectures`)
/// @param vocabularySize   rows of the embedding (`vocab_size`); may exceed the tokenizer's by padding
/// @param hiddenSize       width of the residual stream (`hidden_size`)
/// @param layers           decoder layers (`num_hidden_layers`)
/// @param heads            query heads (`num_attention_heads`)
/// @param keyValueHeads    key and value heads, a divisor of `heads` (`num_key_value_heads`)
/// @param headDim          width of one head, even (`head_dim`; hidden size over heads where absent)
/// @param intermediateSize width of the gated feed-forward layer (`intermediate_size`)
/// @param ropeTheta        base of the rotary embedding (`rope_theta`)
/// @param ropeScaling      how its frequencies are stretched, or null (`rope_scaling`, `rope_parameters`)
/// @param rmsNormEps       added to the mean square before its root (`rms_norm_eps`)
/// @param maxPositions     longest sequence in tokens (`max_position_embeddings`)
/// @param tiedEmbeddings   whether the output head is the embedding matrix (`tie_word_embeddings`)
/// @param dtype            element type of the stored weights (`torch_dtype`): float32, bfloat16 or float16
/// @param eosTokenIds      ids that end a response (`eos_token_id`); may be empty
public record ModelConfig(Architecture architecture, int vocabularySize, int hiddenSize, int layers, int heads, int keyValueHeads,
        int headDim, int intermediateSize,
        double ropeTheta, @Nullable RopeScaling ropeScaling, double rmsNormEps, int maxPositions, boolean tiedEmbeddings, String dtype,
        List<Integer> eosTokenIds) {

    static final String FILE_NAME = "config.json";
    static final List<String> DTYPES = List.of("float32", "bfloat16", "float16");

    /// @throws IllegalArgumentException naming the field of `config.json`, its value and what is allowed
    public ModelConfig {
        positive("vocab_size", vocabularySize);
        positive("hidden_size", hiddenSize);
        positive("num_hidden_layers", layers);
        positive("num_attention_heads", heads);
        positive("num_key_value_heads", keyValueHeads);
        positive("head_dim", headDim);
        positive("intermediate_size", intermediateSize);
        positive("max_position_embeddings", maxPositions);
        require(heads % keyValueHeads == 0, "num_key_value_heads", keyValueHeads, "a divisor of num_attention_heads = " + heads);
        require(headDim % 2 == 0, "head_dim", headDim, "an even number, because rotary embedding turns pairs");
        require(ropeTheta > 1 && ropeTheta < Double.POSITIVE_INFINITY, "rope_theta", ropeTheta, "a finite number above 1");
        require(rmsNormEps > 0 && rmsNormEps < 1, "rms_norm_eps", rmsNormEps, "between 0 and 1");
        require(DTYPES.contains(dtype), "torch_dtype", dtype, "one of " + String.join(", ", DTYPES));
        eosTokenIds = List.copyOf(eosTokenIds);
        for (int id : eosTokenIds) {
            require(id >= 0 && id < vocabularySize, "eos_token_id", id, "between 0 and vocab_size − 1 = " + (vocabularySize - 1));
        }
    }

    /// A Qwen2 decoder with float32 weights and no end-of-sequence id.
    public ModelConfig(int vocabularySize, int hiddenSize, int layers, int heads, int keyValueHeads, int headDim, int intermediateSize,
            double ropeTheta, double rmsNormEps, int maxPositions, boolean tiedEmbeddings) {
        this(Architecture.QWEN2, vocabularySize, hiddenSize, layers, heads, keyValueHeads, headDim, intermediateSize, ropeTheta, null,
                rmsNormEps, maxPositions, tiedEmbeddings, "float32", List.of());
    }

    /// Width of all query heads together.
    public int queryWidth() {
        return heads * headDim;
    }

    /// Width of all key heads together, which is also that of the value heads.
    public int keyValueWidth() {
        return keyValueHeads * headDim;
    }

    public ModelConfig withArchitecture(Architecture architecture) {
        return new ModelConfig(architecture, vocabularySize, hiddenSize, layers, heads, keyValueHeads, headDim, intermediateSize, ropeTheta,
                ropeScaling, rmsNormEps, maxPositions, tiedEmbeddings, dtype, eosTokenIds);
    }

    public ModelConfig withDtype(String dtype) {
        return new ModelConfig(architecture, vocabularySize, hiddenSize, layers, heads, keyValueHeads, headDim, intermediateSize, ropeTheta,
                ropeScaling, rmsNormEps, maxPositions, tiedEmbeddings, dtype, eosTokenIds);
    }

    public ModelConfig withEosTokenIds(List<Integer> ids) {
        return new ModelConfig(architecture, vocabularySize, hiddenSize, layers, heads, keyValueHeads, headDim, intermediateSize, ropeTheta,
                ropeScaling, rmsNormEps, maxPositions, tiedEmbeddings, dtype, ids);
    }

    /// Reads `config.json` of a model folder, or the file itself.
    ///
    /// @throws IOException if it is missing, is not JSON, or states an architecture or a shape that is not supported; the message names
    ///                     the file, the field, its value and what is supported
    public static ModelConfig read(Path folderOrFile) throws IOException {
        var file = Files.isDirectory(folderOrFile) ? folderOrFile.resolve(FILE_NAME) : folderOrFile;
        if (!Files.isRegularFile(file)) {
            throw new IOException("%s: no such file. A model folder holds config.json, tokenizer.json and *.safetensors".formatted(file));
        }
        try {
            return ModelConfigJson.parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /// Writes `config.json` into a model folder, which is made if need be. A reader sees the old file or the new one, never a part.
    public void write(Path folder) throws IOException {
        AtomicFile.write(folder.resolve(FILE_NAME), toJson());
    }

    /// The content of `config.json` in the field names of Hugging Face.
    public String toJson() {
        return ModelConfigJson.text(ModelConfigJson.print(this));
    }

    private static void positive(String field, int value) {
        require(value > 0, field, value, "a positive number");
    }

    private static void require(boolean holds, String field, Object value, String allowed) {
        if (!holds) throw new IllegalArgumentException("%s is %s; it must be %s".formatted(field, value, allowed));
    }
}
