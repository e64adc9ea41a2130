package dev.retool4j.cli;

import dev.retool4j.model.Placement;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Writes a checkpoint as a model folder of its own, its adapters merged into the weights.
@Command(name = "merge", description = "Write a checkpoint as one model folder, its LoRA adapters merged in.", //
        footer = {"%nWithout adapters it copies the checkpoint, in another element type if asked to.", //
            "%nExamples:", "  retool merge runs/lora models/merged", "  retool merge runs/lora@40 models/merged save.dtype=bf16"})
final class MergeCommand extends ConfiguredCommand<MergeOptions> {
    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "A run (runs/lr2, runs/lr2@40) or a folder with a model or adapters.")
    private String checkpoint = "";

    @Parameters(index = "1", paramLabel = "OUT", description = "The folder to make.")
    private Path out = Path.of("");

    @Parameters(index = "2..*", arity = "0..*", paramLabel = LABEL, description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Override
    MergeOptions defaults() {
        return MergeOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<MergeOptions> configuration) throws IOException {
        if (Files.exists(out)) throw CommandFailure.usage(out + " exists already", "name a folder that does not, or delete it");
        var policy = Policies.open(CheckpointLocator.find(checkpoint), Placement.CPU);
        var merged = policy.weights().adapters() == null ? policy : policy.merged();
        merged.saveNew(out, configuration.value().save());
        if (json()) printJson(Map.of("folder", out.toString(), "adapters", policy.weights().adapters() != null));
        else
            console().result("wrote " + out);
        return 0;
    }
}
