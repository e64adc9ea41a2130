package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// A decoder's weights in the safetensors files of a Hugging Face model folder, under the names used there.
final class WeightFiles {
    private static final String FILE = "model.safetensors";
    private static final int SHOWN = 3;

    private WeightFiles() {}

    /// Overwrites the weights with those of a folder; its element types are converted.
    ///
    /// @throws IOException if files or tensors are missing, if a tensor has another shape, or if the decoder's part holds tensors that
    ///                     this architecture has no use for; the message names them and says what was found
    static void read(Path folder, Weights weights) throws IOException {
        try (var files = Safetensors.open(folder); var off = new NoGradGuard(); var scope = new PointerScope()) {
            var parts = parts(weights);
            check(folder, weights.config(), new LinkedHashSet<>(files.names()), parts);
            for (var part : parts.entrySet())
                files.copyTo(part.getKey(), part.getValue());
        }
    }

    /// Writes the weights into one file in fp32.
    static void write(Path folder, Weights weights) throws IOException {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            Safetensors.write(folder.resolve(FILE), parts(weights));
        }
    }

    /// Views of the weights under their Hugging Face names.
    private static Map<String, Tensor> parts(Weights weights) {
        var parts = new LinkedHashMap<String, Tensor>();
        for (var parameter : weights.parameters().all()) {
            var whole = Weights.view(weights.flat(), parameter);
            for (var part : parameter.parts())
                parts.put(part.name(), whole.narrow(0, part.firstRow(), part.rows()));
        }
        return parts;
    }

    private static void check(Path folder, ModelConfig config, Set<String> found, Map<String, Tensor> parts) throws IOException {
        var missing = parts.keySet().stream().filter(name -> !found.contains(name)).toList();
        var surplus = found.stream().filter(name -> name.startsWith("model.") && !parts.containsKey(name))
                .filter(name -> !name.endsWith(".rotary_emb.inv_freq")) // old files keep what can be computed
                .toList();
        var expected = "%s with %d layers%s has %d tensors".formatted(config.architecture().className(), config.layers(),
                config.tiedEmbeddings() ? " and tied embeddings" : "", parts.size());
        if (!missing.isEmpty())
            throw new IOException(
                    "%s: %s missing; %s, and %d tensors were found, such as %s. Is config.json that of these files?".formatted(
                            folder, listed(missing, "is", "are"), expected, found.size(),
                            listed(surplus.isEmpty() ? found.stream().toList() : surplus)));
        if (!surplus.isEmpty())
            throw new IOException(("%s: %s in the files but not in the architecture; %s. Is config.json that of these files, or is it "
                    + "another architecture under this name?").formatted(folder, listed(surplus, "is", "are"), expected));
    }

    private static String listed(List<String> names, String one, String several) {
        return names.size() == 1 ? "tensor " + names.getFirst() + " " + one : names.size() + " tensors (" + listed(names) + ") " + several;
    }

    private static String listed(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(SHOWN, names.size()))) + (names.size() > SHOWN ? ", …" : "");
    }
}
