package dev.retool4j.cli;

import dev.retool4j.data.Problem;
import dev.retool4j.data.ProblemReader;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Prints the first problems or traces of a file as the other commands will read them.
@Command(name = "show", description = "Print the first problems or traces of a file as they are read.", //
        footer = {"%nN is how many; default 5. --json prints one line: a list of all fields.", //
            "%nExamples:", "  retool data show dapo-math-17k.parquet", "  retool data show own.csv 1 reading.columns.question=task"})
final class DataShowCommand extends ConfiguredCommand<DataOptions> {
    private static final int SHOWN = 5;

    @Parameters(arity = "0..*", paramLabel = "FILE [N] [key=value]", description = DataArguments.LABEL_TEXT)
    private List<String> arguments = List.of();

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
        var words = DataArguments.of(arguments).data();
        if (words.isEmpty() || words.size() > 2)
            throw CommandFailure.usage("one file is shown at a time, got " + words, "retool data show FILE [N]");
        var file = Path.of(words.getFirst());
        int count = words.size() == 1 ? SHOWN : count(words.getLast());
        if (SupervisedExamples.isIn(file)) traces(file, count, configuration.value().reading().skip());
        else
            problems(file, count, configuration.value().reading());
        return 0;
    }

    private static int count(String word) {
        if (word.matches("[1-9]\\d{0,8}")) return Integer.parseInt(word);
        throw CommandFailure.usage("how many must be a whole number from 1, got '" + word + "'", "retool data show FILE 3");
    }

    private void problems(Path file, int count, ProblemReader reading) throws IOException {
        int limit = reading.limit() == 0 ? count : Math.min(count, reading.limit());
        var set = ProblemFiles.read(file, reading.withLimit(limit), console());
        if (json()) printJson(set.problems());
        else
            set.problems().forEach(problem -> console().result(text(problem)));
    }

    private void traces(Path file, int count, boolean skip) throws IOException {
        var content = SupervisedExamples.read(file, skip);
        ProblemFiles.leftOut(file, content.skipped(), console());
        var shown = content.examples().subList(0, Math.min(count, content.examples().size()));
        if (json()) printJson(shown);
        else
            shown.forEach(example -> console().result(text(example)));
    }

    private String text(Problem problem) {
        return head(problem) + "\n" + indented(problem.question()) + "\n";
    }

    private String text(SupervisedExample example) {
        var style = console().resultStyle();
        return head(example.problem()) + "\n" + style.faint("  prompt") + "\n" + indented(example.prompt()) + "\n"
                + style.faint("  response")
                + "\n" + indented(example.response()) + "\n";
    }

    private String head(Problem problem) {
        var style = console().resultStyle();
        var tags = new TreeMap<>(problem.tags()).entrySet().stream().map(tag -> "  " + tag.getKey() + "=" + tag.getValue())
                .collect(Collectors.joining());
        return style.strong(Columns.singleLine(problem.id())) + "  answer " + Columns.singleLine(problem.answer()) + style.faint(tags);
    }

    /// Broken into lines, without control characters that would change the terminal.
    private String indented(String text) {
        int width = Math.min(console().columns(), 120) - 2;
        return Columns.wrap(text.replace("\t", "    ").replaceAll("[\\p{Cntrl}&&[^\n]]", ""), width).stream().map(line -> "  " + line)
                .collect(Collectors.joining("\n"));
    }
}
