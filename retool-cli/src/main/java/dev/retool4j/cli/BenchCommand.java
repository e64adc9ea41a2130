package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Measures decoding and training in tokens per second.
@Command(name = "bench", description = "Measure decoding and training, in tokens per second.", //
        footer = {"%nExample:", "  retool bench batch=64 threads=2 --json"})
final class BenchCommand extends ConfiguredCommand<BenchOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Override
    BenchOptions defaults() {
        return BenchOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<BenchOptions> configuration) {
        return ModelWork.bench(configuration, json(), console());
    }
}
