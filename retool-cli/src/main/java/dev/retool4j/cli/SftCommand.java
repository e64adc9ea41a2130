package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import picocli.CommandLine.Command;

/// Supervised fine-tuning on cold-start traces.
@Command(name = "sft", description = "Cold-start fine-tuning on code-augmented traces.", //
        footer = {"%nCtrl-C saves a checkpoint and stops; a second one stops at once.", //
            "%nExample:", "  retool sft model=path/to/model data=[traces.jsonl] name=cold"})
final class SftCommand extends RunCommand<SftRunOptions> {
    @Override
    SftRunOptions defaults() {
        return SftRunOptions.DEFAULT;
    }

    @Override
    int run(Configuration<SftRunOptions> configuration) throws IOException {
        return new SftWork(configuration.value(), console()).run(configuration.yaml(), existing(), argv());
    }
}
