package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.databind.json.JsonMapper;

/// A decoder's weights in the safetensors files of a Hugging Face model folder, under the names used there: one file, or several with an
/// index.
final class WeightFiles {
    private static final Pattern SHARD = Pattern.compile("model-\\d+-of-\\d+\\.safetensors");
    /// The weights in fp32, beside a checkpoint whose files hold them in another type.
    private static final String MASTER = "master.safetensors";
    private static final int SHOWN = 3;

    private WeightFiles() {}

    /// Overwrites the weights with those of a folder; its element types are converted. Nothing is overwritten where one of them does not fit.
    ///
    /// @throws IOException if files or tensors are missing, if a tensor has another shape, or if the decoder's part holds tensors that
    ///                     this architecture has no use for; the message names them and says what was found
    static void read(Path folder, Weights weights) throws IOException {
        try (var files = Safetensors.open(folder); var off = new NoGradGuard(); var scope = new PointerScope()) {
            var parts = parts(weights);
            check(folder, weights.config(), new LinkedHashSet<>(files.names()), parts);
            for (var part : parts.entrySet())
                files.check(part.getKey(), part.getValue());
            for (var part : parts.entrySet())
                files.copyTo(part.getKey(), part.getValue());
        }
    }

    /// The same as [#read], from the fp32 weights that [#writeMaster] left, if there are any.
    static void readMaster(Path folder, Weights weights) throws IOException {
        var master = folder.resolve(MASTER);
        read(Files.exists(master) ? master : folder, weights);
    }

    /// Writes the weights, in one file if they fit; what another form left in the folder is deleted.
    ///
    /// All data is written before anything in the folder changes. Where several files take the place of others, `config.json` is deleted
    /// for that moment, so that a folder that has one is complete.
    static void write(Path folder, Weights weights, SaveOptions options) throws IOException {
        var writer = new SafetensorsWriter(options.dtype().type());
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            var shards = shards(parts(weights), writer, options.maxShardBytes());
            prepare(folder, shards, writer);
            if (shards.size() == 1) {
                AtomicFile.commit(folder.resolve(Safetensors.SINGLE));
                deleteOthers(folder, Set.of(Safetensors.SINGLE));
                return;
            }
            Files.deleteIfExists(folder.resolve(ModelConfig.FILE_NAME));
            deleteOthers(folder, Set.of());
            for (var file : shards.keySet())
                AtomicFile.commit(folder.resolve(file));
            AtomicFile.write(folder.resolve(Safetensors.INDEX), index(shards, writer));
        }
    }

    /// Writes the weights in fp32 beside the folder's own.
    static void writeMaster(Path folder, Weights weights) throws IOException {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            new SafetensorsWriter(SafetensorsType.F32).write(folder.resolve(MASTER), parts(weights));
        }
    }

    /// Tensors by file, filled one after the other; one that is larger than a file may be has its own.
    private static Map<String, Map<String, Tensor>> shards(Map<String, Tensor> parts, SafetensorsWriter writer, long most) {
        var filled = new ArrayList<Map<String, Tensor>>(List.of(new LinkedHashMap<>()));
        long size = 0;
        for (var part : parts.entrySet()) {
            long bytes = writer.bytes(part.getValue());
            if (size > 0 && size + bytes > most) {
                filled.add(new LinkedHashMap<>());
                size = 0;
            }
            filled.getLast().put(part.getKey(), part.getValue());
            size += bytes;
        }
        var shards = new LinkedHashMap<String, Map<String, Tensor>>();
        for (int i = 0; i < filled.size(); i++)
            shards.put(filled.size() == 1 ? Safetensors.SINGLE : "model-%05d-of-%05d.safetensors".formatted(i + 1, filled.size()),
                    filled.get(i));
        return shards;
    }

    private static void prepare(Path folder, Map<String, Map<String, Tensor>> shards, SafetensorsWriter writer) throws IOException {
        boolean done = false;
        try {
            for (var shard : shards.entrySet())
                AtomicFile.prepare(folder.resolve(shard.getKey()), writer.content(shard.getValue()));
            done = true;
        } finally {
            for (var file : done ? Set.<String>of() : shards.keySet())
                AtomicFile.discard(folder.resolve(file));
        }
    }

    private static void deleteOthers(Path folder, Set<String> kept) throws IOException {
        try (var files = Files.list(folder)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                boolean weights = name.equals(Safetensors.SINGLE) || name.equals(Safetensors.INDEX) || name.equals(MASTER)
                        || SHARD.matcher(name).matches();
                if (weights && !kept.contains(name)) Files.delete(file);
            }
        }
    }

    private static String index(Map<String, Map<String, Tensor>> shards, SafetensorsWriter writer) {
        var fileOf = new LinkedHashMap<String, String>();
        long size = 0;
        for (var shard : shards.entrySet()) {
            for (var part : shard.getValue().entrySet()) {
                fileOf.put(part.getKey(), shard.getKey());
                size += writer.bytes(part.getValue());
            }
        }
        var root = new LinkedHashMap<String, Object>();
        root.put("metadata", Map.of("total_size", size));
        root.put("weight_map", fileOf);
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
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
