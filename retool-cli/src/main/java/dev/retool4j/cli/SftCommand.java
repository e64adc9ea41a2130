package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/// Supervised fine-tuning on cold-start traces.
@Command(name = "sft", description = "Cold-start fine-tuning on code-augmented traces.", //
        footer = {"%nCtrl-C saves a checkpoint and stops; a second one stops at once.", //
            "%nExample:", "  retool sft configs/sft.yaml name=cold"})
final class SftCommand extends RunCommand<RunOptions> {
    @Override
    RunOptions defaults() {
        return new RunOptions("sft", Path.of("runs"), 1);
    }

    @Override
    int run(Configuration<RunOptions> configuration) {
        return ModelWork.sft(configuration, existing(), console());
    }
}
