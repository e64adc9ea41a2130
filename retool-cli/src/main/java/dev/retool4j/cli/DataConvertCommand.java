package dev.retool4j.cli;

import dev.retool4j.data.ProblemWriter;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a data file as JSON lines in this project's own form.
@Command(name = "convert", description = "Write a data file as JSON lines that every command reads as they are.", //
        footer = {"%nproblems: {\"id\",\"question\",\"answer\",\"tags\"}; the default, and possible for traces too.",
            "spans, messages: traces in this project's form (the default for traces) or as chat messages.",
            "sample=N seed=S draws N rows; reading.limit=N takes the first N.", //
            "%nExamples:", "  retool data convert dapo-math-17k.parquet dapo.jsonl",
            "  retool data convert math.parquet 500.jsonl sample=500 seed=7",
            "  retool data convert train_2000.parquet traces.jsonl --to messages"})
final class DataConvertCommand extends ConfiguredCommand<ConvertOptions> {

    /// What is written.
    enum Form {
        /// problems
        PROBLEMS,
        /// traces in the form that loses nothing
        SPANS,
        /// traces as chat messages
        MESSAGES
    }

    @Parameters(arity = "0..*", paramLabel = "IN OUT [key=value]", description = DataArguments.LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--to", paramLabel = "FORM", description = "problems, spans or messages; default as the file is.")
    private @Nullable Form form;

    @Option(names = "--clean", description = "Replace OUT if it exists.")
    private boolean clean;

    @Override
    ConvertOptions defaults() {
        return ConvertOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return DataArguments.of(arguments).configuration();
    }

    @Override
    int run(Configuration<ConvertOptions> configuration) throws IOException {
        var words = DataArguments.of(arguments).data();
        if (words.size() != 2)
            throw CommandFailure.usage("a file to read and a file to write are needed, got " + words, "retool data convert IN OUT");
        var in = Path.of(words.getFirst());
        var out = Path.of(words.getLast());
        if (Files.exists(out) && (!clean || Files.isSameFile(in, out)))
            throw CommandFailure.failed(out + " exists already", clean
                    ? "write to another file than the one that is read"
                    : "replace it with --clean, or write to another file");
        var options = configuration.value();
        boolean traces = SupervisedExamples.isIn(in);
        var to = form != null ? form : traces ? Form.SPANS : Form.PROBLEMS;
        if (!traces && to != Form.PROBLEMS)
            throw CommandFailure.usage(in + " holds problems, no traces", "leave out --to, or make traces first: retool cold-start");
        int written = to == Form.PROBLEMS ? problems(in, out, options) : traces(in, out, options, to);
        report(out, to, written);
        return 0;
    }

    private int problems(Path in, Path out, ConvertOptions options) throws IOException {
        var drawn = draw(ProblemFiles.read(in, options.reading(), console()).problems(), options);
        ProblemWriter.write(drawn, out);
        return drawn.size();
    }

    private int traces(Path in, Path out, ConvertOptions options, Form to) throws IOException {
        var reading = options.reading();
        var content = SupervisedExamples.read(in, reading.skip());
        ProblemFiles.leftOut(in, content.skipped(), console());
        var distinct = new LinkedHashMap<Object, SupervisedExample>();
        for (var example : content.examples())
            distinct.putIfAbsent(reading.dedupe() ? List.of(example.prompt(), example.response()) : distinct.size(), example);
        if (distinct.size() < content.examples().size())
            console().line("%s: %s traces came before".formatted(in, Figures.count(content.examples().size() - distinct.size())));
        var limited = distinct.values().stream().limit(reading.limit() == 0 ? Integer.MAX_VALUE : reading.limit()).toList();
        var drawn = draw(limited, options);
        if (to == Form.SPANS) SupervisedExamples.write(drawn, out);
        else
            SupervisedExamples.writeMessages(drawn, out);
        return drawn.size();
    }

    private static <T> List<T> draw(List<T> all, ConvertOptions options) {
        if (options.sample() == 0 || options.sample() >= all.size()) return all;
        var places = new ArrayList<>(IntStream.range(0, all.size()).boxed().toList());
        Collections.shuffle(places, new Random(options.seed()));
        return places.subList(0, options.sample()).stream().sorted().map(all::get).toList();
    }

    private void report(Path out, Form to, int written) {
        if (json()) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("file", out.toString());
            fields.put("form", to.name().toLowerCase(Locale.ROOT));
            fields.put("rows", written);
            printJson(fields);
        } else
            console().result("%s: %s rows of %s".formatted(out, Figures.count(written), to.name().toLowerCase(Locale.ROOT)));
    }
}
