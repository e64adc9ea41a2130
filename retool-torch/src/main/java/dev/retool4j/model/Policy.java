package dev.retool4j.model;

import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A policy: a decoder's weights and its tokenizer, as they stand in a Hugging Face model folder (`config.json`, `model.safetensors`,
/// `tokenizer.json`).
public final class Policy {
    private final Weights weights;
    private final Tokenizer tokenizer;
    private final Path tokenizerFolder;
    private final @Nullable Path base; // where adapters are trained: the folder of the weights that they adapt

    /// @param tokenizerFolder where the tokenizer's files stand, as a rule the model's folder; they, the chat template and the generation
    ///                        defaults are copied when the policy is saved, and its `config.json` says what ours does not know
    public Policy(Weights weights, Tokenizer tokenizer, Path tokenizerFolder) {
        this(weights, tokenizer, tokenizerFolder, null);
    }

    private Policy(Weights weights, Tokenizer tokenizer, Path tokenizerFolder, @Nullable Path base) {
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.tokenizerFolder = tokenizerFolder;
        this.base = base;
    }

    /// Reads a model folder into fp32 weights on the CPU.
    ///
    /// @throws IOException if a file is missing or broken; the message names it and says what was expected
    public static Policy open(Path folder) throws IOException {
        return open(folder, Placement.CPU);
    }

    /// Reads a model folder, or a folder of adapters together with the model that they belong to.
    ///
    /// @throws IOException if a file is missing or broken; the message names it and says what was expected
    public static Policy open(Path folder, Placement placement) throws IOException {
        if (LoraFiles.in(folder)) return openAdapters(folder, placement);
        if (!Files.isDirectory(folder))
            throw new IOException(
                    "no model folder " + folder + ": expected a folder with config.json, model.safetensors and tokenizer.json");
        ModelConfig.read(folder); // complains before the tokenizer does
        var tokenizer = HuggingFaceTokenizer.load(folder);
        return new Policy(Weights.open(folder, placement), tokenizer, folder);
    }

    private static Policy openAdapters(Path folder, Placement placement) throws IOException {
        var options = LoraFiles.options(folder); // complains before the model is read
        var policy = open(LoraFiles.base(folder), placement);
        var lora = Lora.zeros(policy.weights, options);
        LoraFiles.read(folder, lora);
        return new Policy(policy.weights.withAdapters(lora), policy.tokenizer, policy.tokenizerFolder, policy.tokenizerFolder);
    }

    /// The same policy with new adapters, which change nothing before they are trained and are all that learns.
    ///
    /// @throws IllegalStateException if it has adapters
    public Policy withAdapters(LoraOptions options, long seed) {
        if (weights.adapters() != null)
            throw new IllegalStateException(
                    "the policy has adapters already: merge them first (retool merge), or train them on with lora.rank=0");
        return new Policy(weights.withAdapters(Lora.create(weights, options, seed)), tokenizer, tokenizerFolder, tokenizerFolder);
    }

    /// The same policy in whole weights, its adapters merged into them.
    public Policy merged() {
        return new Policy(weights.merged(), tokenizer, tokenizerFolder);
    }

    public Weights weights() {
        return weights;
    }

    public ModelConfig config() {
        return weights.config();
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /// The same tokenizer with weights of its own.
    public Policy copy() {
        return new Policy(weights.copy(), tokenizer, tokenizerFolder, base);
    }

    /// Overwrites what [#saveCheckpoint] writes, the weights or the adapters, with those of a folder of the same shape; with the weights in
    /// fp32 where they stand there apart.
    public void load(Path folder) {
        try {
            var adapters = weights.adapters();
            if (adapters == null) WeightFiles.readMaster(folder, weights);
            else
                loadAdapters(folder, adapters);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// Overwrites the weights with those of another model folder of the same architecture, sizes and tokenizer; where something differs, nothing
    /// is overwritten.
    ///
    /// @throws IOException           if it is another model, or its files are missing or broken; the message says which
    /// @throws IllegalStateException if the policy has adapters
    public void replaceWeights(Path folder) throws IOException {
        if (weights.adapters() != null)
            throw new IllegalStateException("the policy has adapters, which belong to its weights: merge them first (retool merge)");
        var config = ModelConfig.read(folder);
        if (!config.equals(weights.config()))
            throw new IOException("%s: it is another model, %s, in place of %s".formatted(folder, config, weights.config()));
        try (var other = HuggingFaceTokenizer.load(folder)) {
            if (!other.hash().equals(tokenizer.hash())) throw new IOException(folder + ": its tokenizer is another");
        }
        WeightFiles.readMaster(folder, weights);
    }

    /// Adapters mean something only on the weights, and with the scale, that they were trained with.
    private void loadAdapters(Path folder, Lora adapters) throws IOException {
        var saved = LoraFiles.options(folder);
        if (!saved.equals(adapters.options()))
            throw new IOException("%s: its adapters are %s, this run's %s; go on with the same lora options".formatted(folder, saved,
                    adapters.options()));
        var on = LoraFiles.base(folder);
        if (base != null && !Files.isSameFile(on, base))
            throw new IOException(
                    "%s: its adapters were trained on %s, this run begins from %s; name the first as model".formatted(folder, on,
                            base));
        LoraFiles.read(folder, adapters);
    }

    /// The same as [#save(Path, SaveOptions)] with [SaveOptions#DEFAULT].
    public void save(Path folder) {
        save(folder, SaveOptions.DEFAULT);
    }

    /// Writes the policy into an existing folder; what it held of weights in another form is deleted. Of one with adapters those alone are
    /// written, in fp32, and where the model stands that they belong to.
    public void save(Path folder, SaveOptions options) {
        try {
            for (var name : HuggingFaceTokenizer.FILES) {
                var file = tokenizerFolder.resolve(name);
                var target = folder.resolve(name);
                if (Files.exists(file) && !(Files.exists(target) && Files.isSameFile(file, target)))
                    Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            var adapters = weights.adapters();
            if (adapters == null) weights.save(folder, options, tokenizerFolder);
            else
                LoraFiles.write(folder, adapters, java.util.Objects.requireNonNull(base));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }

    /// The same for a checkpoint that training goes on from: where the options round the weights, they stand there in fp32, too, for [#load].
    public void saveCheckpoint(Path folder, SaveOptions options) {
        save(folder, options);
        try {
            if (weights.adapters() == null && !options.exact(weights.placement().precision())) WeightFiles.writeMaster(folder, weights);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Writes the policy as a new folder, which appears whole or not at all.
    public void saveNew(Path folder) {
        saveNew(folder, SaveOptions.DEFAULT);
    }

    /// The same in another form.
    public void saveNew(Path folder, SaveOptions options) {
        var unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        try {
            Files.createDirectories(unfinished);
            save(unfinished, options);
            Files.move(unfinished, folder, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }
}
