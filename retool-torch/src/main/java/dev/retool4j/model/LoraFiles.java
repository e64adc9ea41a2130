package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Adapters in PEFT's files: `adapter_config.json` and `adapter_model.safetensors`, whose tensors are called
/// `base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight` and so on.
final class LoraFiles {
    static final String CONFIG = "adapter_config.json";
    private static final String TENSORS = "adapter_model.safetensors";
    private static final String PREFIX = "base_model.model.";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LoraFiles() {}

    /// Whether a folder holds adapters and no whole model.
    static boolean in(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG)) && !Files.isRegularFile(folder.resolve(ModelConfig.FILE_NAME));
    }

    /// The folder of the model that the adapters were trained on.
    ///
    /// @throws IOException if it is not here
    static Path base(Path folder) throws IOException {
        var name = config(folder).path("base_model_name_or_path").asString("");
        for (var place : List.of(folder.resolve(name), Path.of(name))) {
            if (!name.isEmpty() && Files.isRegularFile(place.resolve(ModelConfig.FILE_NAME))) return place.normalize();
        }
        throw new IOException(
                "%s: the adapters belong to the model '%s', which is no folder here. Set base_model_name_or_path to the folder "
                        .formatted(folder.resolve(CONFIG), name) + "of that model");
    }

    static LoraOptions options(Path folder) throws IOException {
        var file = folder.resolve(CONFIG);
        var config = config(folder);
        try {
            refuse(config, "peft_type", !config.path("peft_type").asString("").equals("LORA"), "only LORA is supported");
            refuse(config, "bias", !config.path("bias").asString("none").equals("none"), "only none is supported");
            for (var flag : List.of("use_dora", "use_qalora", "lora_bias", "fan_in_fan_out"))
                refuse(config, flag, JsonFields.flag(config, flag), "only plain LoRA is supported");
            for (var field : List.of("modules_to_save", "rank_pattern", "alpha_pattern", "layers_to_transform", "layer_replication",
                    "exclude_modules", "target_parameters", "trainable_token_indices", "alora_invocation_tokens"))
                refuse(config, field, JsonFields.has(config, field) && !(config.path(field).isContainer() && config.path(field).isEmpty()),
                        "one rank for all layers, and nothing beside the adapters, is supported");
            return new LoraOptions(JsonFields.integer(config, "r"), JsonFields.number(config, "lora_alpha"), targets(config),
                    JsonFields.flag(config, "use_rslora"));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<String> targets(JsonNode config) {
        var node = config.path("target_modules");
        if (node.asString("").equals("all-linear")) return LoraOptions.ALL_LINEAR;
        if (!node.isArray())
            throw new IllegalArgumentException("target_modules is " + node + "; expected a list of names such as [\"q_proj\", \"v_proj\"]");
        var targets = new ArrayList<String>();
        for (var target : node)
            targets.add(target.asString(""));
        return targets.stream().sorted().toList();
    }

    private static void refuse(JsonNode config, String field, boolean unsupported, String why) {
        if (unsupported) throw new IllegalArgumentException(field + " is " + config.path(field) + ": " + why);
    }

    private static JsonNode config(Path folder) throws IOException {
        var file = folder.resolve(CONFIG);
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JacksonException e) {
            throw new IOException(file + ": no valid JSON (" + e.getOriginalMessage() + "). Copy the adapter's folder again", e);
        }
    }

    /// Overwrites the adapters with those of a folder.
    ///
    /// @throws IOException if tensors are missing, have another shape or are more than there are adapters
    static void read(Path folder, Lora lora) throws IOException {
        try (var file = Safetensors.open(folder.resolve(TENSORS)); var off = new NoGradGuard(); var scope = new PointerScope()) {
            var tensors = tensors(lora);
            for (var tensor : tensors.entrySet())
                file.copyTo(tensor.getKey(), tensor.getValue());
            var surplus = new LinkedHashSet<>(file.names());
            surplus.removeAll(tensors.keySet());
            if (!surplus.isEmpty())
                throw new IOException("%s: %d tensors belong to no adapter of %s, such as %s".formatted(folder.resolve(TENSORS),
                        surplus.size(), CONFIG, surplus.iterator().next()));
        }
    }

    /// @param base the folder of the model that they were trained on
    static void write(Path folder, Lora lora, Path base) throws IOException {
        try (var off = new NoGradGuard(); var scope = new PointerScope()) {
            Safetensors.write(folder.resolve(TENSORS), tensors(lora));
        }
        var options = lora.options();
        var config = new LinkedHashMap<String, Object>();
        config.put("peft_type", "LORA");
        config.put("task_type", "CAUSAL_LM");
        config.put("base_model_name_or_path", base.toAbsolutePath().normalize().toString());
        config.put("r", options.rank());
        config.put("lora_alpha", options.alpha());
        config.put("lora_dropout", 0.0);
        config.put("use_rslora", options.rankStabilized());
        config.put("target_modules", options.targets());
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        AtomicFile.write(folder.resolve(CONFIG), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config) + "\n");
    }

    private static Map<String, Tensor> tensors(Lora lora) {
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var adapter : lora.adapters()) {
            tensors.put(PREFIX + adapter.module() + ".lora_A.weight", adapter.a(lora.flat()));
            tensors.put(PREFIX + adapter.module() + ".lora_B.weight", adapter.b(lora.flat()));
        }
        return tensors;
    }
}
