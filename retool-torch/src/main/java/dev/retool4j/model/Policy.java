package dev.retool4j.model;

import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A policy: a decoder's weights and its tokenizer, as they stand in a Hugging Face model folder (`config.json`, `model.safetensors`,
/// `tokenizer.json`).
public final class Policy {
    private final Weights weights;
    private final Tokenizer tokenizer;
    private final Path tokenizerFolder;

    /// @param tokenizerFolder where the tokenizer's files stand, as a rule the model's folder; they, the chat template and the generation
    ///                        defaults are copied when the policy is saved, and its `config.json` says what ours does not know
    public Policy(Weights weights, Tokenizer tokenizer, Path tokenizerFolder) {
        this.weights = weights;
        this.tokenizer = tokenizer;
        this.tokenizerFolder = tokenizerFolder;
    }

    /// Reads a model folder into fp32 weights.
    ///
    /// @throws IOException if a file is missing or broken; the message names it and says what was expected
    public static Policy open(Path folder) throws IOException {
        if (!Files.isDirectory(folder))
            throw new IOException(
                    "no model folder " + folder + ": expected a folder with config.json, model.safetensors and tokenizer.json");
        ModelConfig.read(folder); // complains before the tokenizer does
        var tokenizer = HuggingFaceTokenizer.load(folder);
        return new Policy(Weights.open(folder), tokenizer, folder);
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
        return new Policy(weights.copy(), tokenizer, tokenizerFolder);
    }

    /// Overwrites the weights with those of a model folder of the same shape; with those in fp32 where it is a checkpoint that has them apart.
    public void load(Path folder) {
        try {
            WeightFiles.readMaster(folder, weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /// The same as [#save(Path, SaveOptions)] with [SaveOptions#DEFAULT].
    public void save(Path folder) {
        save(folder, SaveOptions.DEFAULT);
    }

    /// Writes the policy into an existing folder; what it held of weights in another form is deleted.
    public void save(Path folder, SaveOptions options) {
        try {
            for (var name : HuggingFaceTokenizer.FILES) {
                var file = tokenizerFolder.resolve(name);
                var target = folder.resolve(name);
                if (Files.exists(file) && !(Files.exists(target) && Files.isSameFile(file, target)))
                    Files.copy(file, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
            weights.save(folder, options, tokenizerFolder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }

    /// The same for a checkpoint that training goes on from: where the options round the weights, they stand there in fp32, too, for [#load].
    public void saveCheckpoint(Path folder, SaveOptions options) {
        save(folder, options);
        try {
            if (!options.exact()) WeightFiles.writeMaster(folder, weights);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }

    /// Writes the policy as a new folder, which appears whole or not at all.
    public void saveNew(Path folder) {
        var unfinished = folder.resolveSibling(folder.getFileName() + ".unfinished");
        try {
            Files.createDirectories(unfinished);
            save(unfinished);
            Files.move(unfinished, folder, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save the policy to " + folder + ": " + e.getMessage(), e);
        }
    }
}
