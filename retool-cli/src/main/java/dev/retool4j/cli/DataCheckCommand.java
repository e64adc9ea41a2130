package dev.retool4j.cli;

import dev.retool4j.data.Contamination;
import dev.retool4j.data.ContaminationOptions;
import dev.retool4j.data.Problem;
import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Finds evaluation problems in training data.
@Command(name = "check", description = "Find evaluation problems in training data (contamination).", //
        footer = {"%nA copy is exact if all words agree, near if it has at least 'rule.share' of the question's runs",
            "of 'rule.words' words and 'rule.numbers' of its numbers. Exit code: 0 none found, 1 some found.",
            "--json prints one line with all pairs.", //
            "%nExamples:", "  retool data check dapo.jsonl --against aime24.jsonl aime25.jsonl",
            "  retool data check dapo.parquet --against math500.jsonl --pairs 0 rule.share=0.8"})
final class DataCheckCommand extends ConfiguredCommand<CheckOptions> {
    @Parameters(arity = "0..*", paramLabel = "TRAIN [key=value]", description = DataArguments.LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--against", required = true, arity = "1..*", paramLabel = "EVAL", description = "Evaluation files.")
    private List<String> against = List.of();

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "5", description = "Pairs to print for each evaluation file; default 5.")
    private int shown;

    @Override
    CheckOptions defaults() {
        return CheckOptions.DEFAULT;
    }

    private DataArguments words() {
        return DataArguments.of(arguments);
    }

    /// Assignments may also stand behind the files of --against, which takes all that follows.
    @Override
    List<String> arguments() {
        return Stream.concat(words().configuration().stream(), DataArguments.of(against).configuration().stream()).toList();
    }

    @Override
    int run(Configuration<CheckOptions> configuration) throws IOException {
        if (shown < 0) throw CommandFailure.usage("--pairs must be 0 or more, got " + shown, "--pairs 0 prints none");
        var files = words().files("check");
        var options = configuration.value();
        var training = ProblemFiles.read(files, options.reading(), console());
        var evaluation = new LinkedHashMap<Path, List<Problem>>();
        for (var file : DataArguments.of(against).files("check TRAIN --against"))
            evaluation.put(file, ProblemFiles.read(file, options.against(), console()).problems());
        var results = check(training, evaluation, options.rule());
        if (json()) printJson(fields(training, results));
        else
            print(training, results);
        return results.values().stream().allMatch(Contamination.Result::isClean) ? 0 : 1;
    }

    /// One pass over the training data for all evaluation files.
    private static Map<Path, Contamination.Result> check(List<Problem> training, Map<Path, List<Problem>> evaluation,
            ContaminationOptions rule) {
        var all = evaluation.values().stream().flatMap(List::stream).toList();
        var pairs = new Contamination(all, rule).in(training).pairs();
        var results = new LinkedHashMap<Path, Contamination.Result>();
        evaluation.forEach((file, problems) -> {
            Set<Problem> own = Collections.newSetFromMap(new IdentityHashMap<>()); // two files may hold equal problems
            own.addAll(problems);
            results.put(file, new Contamination.Result(training.size(), problems.size(),
                    pairs.stream().filter(pair -> own.contains(pair.evaluation())).toList()));
        });
        return results;
    }

    private void print(List<Problem> training, Map<Path, Contamination.Result> results) {
        var style = console().resultStyle();
        for (var entry : results.entrySet()) {
            var closest = entry.getValue().closest();
            if (closest.isEmpty() || shown == 0) continue;
            console().result(style.strong(ProblemFiles.name(entry.getKey())));
            closest.stream().limit(shown).forEach(this::print);
            if (closest.size() > shown)
                console().result(style.faint("  … %s more; --pairs N prints more, --json all\n".formatted(closest.size() - shown)));
        }
        var rows = new ArrayList<List<String>>();
        results.forEach((file, result) -> {
            long exact = result.closest().stream().filter(Contamination.Pair::exact).count();
            long found = result.closest().size();
            rows.add(List.of(ProblemFiles.name(file), Figures.count(result.evaluation()), Figures.count(found), Figures.count(exact),
                    Figures.count(found - exact), Figures.count(result.contaminatedTraining().size())));
        });
        console().result(
                new Table(List.of("evaluation", "problems", "found", "exact", "near", "training problems"), rows).render(style));
        console().result("training: %s problems".formatted(Figures.count(training.size())));
    }

    private void print(Contamination.Pair pair) {
        var style = console().resultStyle();
        int width = Math.min(console().columns(), 120) - 2;
        console().result("  %s in %s  %s".formatted(Columns.singleLine(pair.evaluation().id()), Columns.singleLine(pair.training().id()),
                style.faint(pair.exact() ? "exact" : Figures.percent(pair.share()) + " of the runs of words")));
        for (var problem : List.of(pair.evaluation(), pair.training()))
            console().result("  " + Columns.cut(Columns.singleLine(problem.question()), width));
    }

    private static Map<String, Object> fields(List<Problem> training, Map<Path, Contamination.Result> results) {
        var sets = new ArrayList<Map<String, Object>>();
        results.forEach((file, result) -> {
            var set = new LinkedHashMap<String, Object>();
            set.put("file", file.toString());
            set.put("problems", result.evaluation());
            set.put("found", result.closest().size());
            set.put("exact", result.closest().stream().filter(Contamination.Pair::exact).count());
            set.put("training_problems", result.contaminatedTraining().size());
            set.put("pairs", result.pairs().stream().map(pair -> new TreeMap<>(Map.of("evaluation", pair.evaluation().id(), "training",
                    pair.training().id(), "exact", pair.exact(), "share", pair.share()))).toList());
            sets.add(set);
        });
        var fields = new LinkedHashMap<String, Object>();
        fields.put("training", training.size());
        fields.put("sets", sets);
        return fields;
    }
}
