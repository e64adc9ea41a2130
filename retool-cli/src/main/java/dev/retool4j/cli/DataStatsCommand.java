package dev.retool4j.cli;

import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Counts what files of problems or traces hold.
@Command(name = "stats", description = "Count rows, duplicates, kinds of answer, lengths and tags of data files.", //
        footer = {"%n--json prints one line: a list with an object for each file.", //
            "%nExamples:", "  retool data stats dapo-math-17k.parquet",
            "  retool data stats math.parquet --tokenizer path/to/a/model --json"})
final class DataStatsCommand extends ConfiguredCommand<DataOptions> {
    @Parameters(arity = "0..*", paramLabel = "FILE [key=value]", description = DataArguments.LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--tokenizer", paramLabel = "FOLDER", description = "Also count tokens, with the tokenizer of a model's folder; default none.")
    private @Nullable Path tokenizer;

    @Override
    DataOptions defaults() {
        return DataOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return DataArguments.of(arguments).configuration();
    }

    @Override
    int run(Configuration<DataOptions> configuration) throws IOException {
        var files = DataArguments.of(arguments).files("stats");
        if (tokenizer == null) {
            count(files, configuration.value(), null);
        } else {
            try (var loaded = HuggingFaceTokenizer.load(tokenizer)) {
                count(files, configuration.value(), loaded);
            }
        }
        return 0;
    }

    private void count(List<Path> files, DataOptions options, @Nullable HuggingFaceTokenizer loaded) throws IOException {
        var all = new ArrayList<DataStatistics>();
        for (var file : files) {
            var reading = options.reading();
            all.add(SupervisedExamples.isIn(file)
                    ? DataStatistics.of(file, SupervisedExamples.read(file, reading.skip()), loaded)
                    : DataStatistics.of(reading.read(file), loaded));
        }
        if (json()) printJson(all.stream().map(DataStatistics::fields).toList());
        else
            all.forEach(statistics -> console().result(statistics.text(console().resultStyle())));
    }
}
