package dev.retool4j.cli;

import dev.retool4j.data.Problem;
import dev.retool4j.data.ProblemReader;
import dev.retool4j.data.ProblemSet;
import dev.retool4j.data.SupervisedExamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/// Data files as the commands read them. What was left out is said on the console, so that no row goes silently.
final class ProblemFiles {
    private ProblemFiles() {}

    /// The problems of all files, one after the other.
    static List<Problem> read(List<Path> files, ProblemReader reading, Console console) throws IOException {
        var problems = new ArrayList<Problem>();
        for (var file : files)
            problems.addAll(read(file, reading, console).problems());
        return problems;
    }

    /// The problems of a file; of a file of traces, the problems that they answer.
    static ProblemSet read(Path file, ProblemReader reading, Console console) throws IOException {
        var set = SupervisedExamples.isIn(file) ? ofTraces(file, reading) : reading.read(file);
        if (set.duplicates() > 0)
            console.line("%s: %s problems from %s rows; %s rows have a question that came before".formatted(file, Figures.count(set.size()),
                    Figures.count(set.rows()), Figures.count(set.duplicates())));
        if (!set.conflicts().isEmpty())
            console.warn("%s: %d of them have another answer than the first; the first stays, for example\n  %s".formatted(file,
                    set.conflicts().size(), set.conflicts().getFirst()));
        leftOut(file, set.skipped(), console);
        return set;
    }

    /// Says that rows were left out.
    static void leftOut(Path file, List<String> skipped, Console console) {
        if (!skipped.isEmpty())
            console.warn(
                    "%s: %d rows cannot be used and are left out, the first\n  %s".formatted(file, skipped.size(), skipped.getFirst()));
    }

    private static ProblemSet ofTraces(Path file, ProblemReader reading) throws IOException {
        var content = SupervisedExamples.read(file, reading.skip());
        var all = content.examples().stream().map(SupervisedExamples::problem).toList();
        var kept = new LinkedHashMap<Object, Problem>();
        for (var problem : all)
            kept.putIfAbsent(reading.dedupe() ? problem.question() : kept.size(), problem);
        var problems = kept.values().stream().limit(reading.limit() == 0 ? Integer.MAX_VALUE : reading.limit()).toList();
        return new ProblemSet(name(file), problems, all.size() + content.skipped().size(), all.size() - kept.size(), List.of(),
                content.skipped());
    }

    /// A file's name without its ending.
    static String name(Path file) {
        return file.getFileName().toString().replaceAll("(?<=.)\\.[A-Za-z]+$", "");
    }
}
