package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures decoding and training in tokens per second.
@Command(name = "bench", description = "Measure decoding and training, in tokens per second; or the dashboard.", //
        subcommands = DashboardBenchCommand.class, //
        footer = {"%nExamples:", "  retool bench batch=64 threads=2 --json",
            "  retool bench model=Qwen2.5-0.5B batch=8 length=64 threads=0 rounds=1 lora.rank=16",
            "  retool bench dashboard steps=50"})
final class BenchCommand extends ConfiguredCommand<BenchOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--python", paramLabel = "PYTHON", description = "A Python that imports torch: the same model in eager PyTorch is measured in turn.")
    private @Nullable Path python;

    @Override
    BenchOptions defaults() {
        return BenchOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<BenchOptions> configuration) throws IOException, InterruptedException {
        var options = configuration.value();
        var model = options.model();
        if (model != null) {
            var result = new ModelBench(options, console()).run(model, python);
            if (json()) printJson(ModelBench.fields(result));
            else
                console().result(ModelBench.text(options, result));
            return 0;
        }
        var results = new BenchWork(configuration.value(), console()).run(python);
        if (json()) printJson(BenchWork.fields(results));
        else
            console().result(BenchWork.text(configuration.value(), results));
        return 0;
    }
}
