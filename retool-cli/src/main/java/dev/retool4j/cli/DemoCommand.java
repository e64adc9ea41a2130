package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The whole of ReTool in miniature, on this machine, without a download.
@Command(name = "demo", description = "Train a tiny model on this machine and write its report (about 10 min, CPU).", //
        footer = {"%nExamples:", "  retool demo", "  retool demo --quick --json", "  retool demo name=seed2 seed=2"})
final class DemoCommand extends RunCommand<RunOptions> {
    @Option(names = "--quick", description = "The same path in under 3 minutes; claims less.")
    private boolean quick;

    @Override
    RunOptions defaults() {
        return new RunOptions("demo", Path.of("runs"), 1);
    }

    @Override
    int run(Configuration<RunOptions> configuration) {
        return ModelWork.demo(configuration, quick, existing(), console());
    }
}
