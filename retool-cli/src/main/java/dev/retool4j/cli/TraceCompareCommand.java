package dev.retool4j.cli;

import dev.retool4j.run.AtomicFiles;
import dev.retool4j.run.ProblemPair;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceSource;
import dev.retool4j.run.report.ComparePage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Two checkpoints, or two runs, on the same evaluated problems.
@Command(name = "compare", description = "Compare two checkpoints or runs on the same problems: what flipped comes first.", //
        footer = {"%nA side is a run's directory, or RUN@STEP for the evaluation at that step; without a step the last one counts.",
            "A problem is better or worse by its share of right answers, shorter where all answers of both are right in fewer tokens.",
            "%nExamples:", "  retool trace compare runs/lr2@40 runs/lr2@400",
            "  retool trace compare runs/lr2@40 runs/lr2@400 --problem aime24-07",
            "  retool trace compare runs/tool runs/text --html both.html"})
final class TraceCompareCommand extends RetoolCommand {
    @Parameters(index = "0", paramLabel = "RUN@STEP", description = "The first side.")
    private String first = "";

    @Parameters(index = "1", paramLabel = "RUN@STEP", description = "The second side.")
    private String second = "";

    @Option(names = "--set", paramLabel = "NAME", description = "Problem set; default 'heldout', else the first that both were evaluated on.")
    private @Nullable String set;

    @Option(names = "--problem", paramLabel = "ID", description = "Show a response of each side to this problem, turn by turn.")
    private @Nullable String problem;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page that loads and runs nothing: all problems, and those at the top side by side.")
    private @Nullable Path html;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "20", description = "Problems that are listed, and shown in full on the page; default 20.")
    private int limit;

    @Override
    public Integer call() {
        if (limit < 1) throw CommandFailure.usage("--limit must be at least 1, got " + limit, "leave it out for 20");
        var sides = ComparedSide.of(first, second, set);
        var a = sides.getFirst();
        var b = sides.getLast();
        var pairs = ProblemPair.of(a.entries(), b.entries());
        if (problem != null) pairs = pairs.stream().filter(pair -> pair.problem().equals(problem)).toList();
        if (pairs.isEmpty())
            throw CommandFailure.failed(problem == null
                    ? a.name() + " and " + b.name() + " have no problem in common"
                    : "there is no problem '" + problem + "' in both " + a.name() + " and " + b.name(),
                    problem == null ? "choose another set with --set" : "leave --problem out to list them");
        if (html != null) AtomicFiles.write(html, page(a, b, pairs));
        if (json()) printJson(fields(a, b, pairs));
        else if (html != null) console().result(html.toString());
        else
            console().result(problem == null ? table(pairs) : text(a, b, pairs.getFirst()));
        if (!json() && problem == null) console().line(a.name() + " → " + b.name() + ". " + ComparePage.summary(pairs));
        return 0;
    }

    private String page(ComparedSide a, ComparedSide b, List<ProblemPair> pairs) {
        var examples = pairs.stream().limit(limit).map(
                pair -> new ComparePage.Example(pair, a.load(pair.examplesA().getFirst()), b.load(pair.examplesB().getFirst()))).toList();
        return ComparePage.html(a.name(), b.name(), pairs, examples);
    }

    private static String text(ComparedSide a, ComparedSide b, ProblemPair pair) {
        return TraceText.beside("A " + a.name(), a.load(pair.examplesA().getFirst()), "B " + b.name(),
                b.load(pair.examplesB().getFirst()));
    }

    private String table(List<ProblemPair> pairs) {
        var rows = pairs.stream().limit(limit)
                .map(pair -> List.of(Columns.singleLine(pair.problem()), pair.verdict().key(), right(pair.a()), right(pair.b()),
                        "%.0f → %.0f".formatted(ProblemPair.tokens(pair.a()), ProblemPair.tokens(pair.b())),
                        "%.1f → %.1f".formatted(ProblemPair.calls(pair.a()), ProblemPair.calls(pair.b()))))
                .toList();
        return new Table(List.of("problem", "", "A right", "B right", "tokens", "code"), rows).render(console().resultStyle());
    }

    private static String right(List<TraceEntry> entries) {
        return ProblemPair.right(entries) + "/" + entries.size();
    }

    private static Map<String, Object> fields(ComparedSide a, ComparedSide b, List<ProblemPair> pairs) {
        var problems = new ArrayList<Map<String, Object>>();
        for (var pair : pairs) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("problem", pair.problem());
            fields.put("verdict", pair.verdict().key());
            fields.put("a", side(pair.a(), pair.examplesA()));
            fields.put("b", side(pair.b(), pair.examplesB()));
            problems.add(fields);
        }
        return Map.of("a", a.name(), "b", b.name(), "problems", problems);
    }

    private static Map<String, Object> side(List<TraceEntry> entries, List<TraceEntry> examples) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("right", ProblemPair.right(entries));
        fields.put("samples", entries.size());
        fields.put("tokens", ProblemPair.tokens(entries));
        fields.put("calls", ProblemPair.calls(entries));
        fields.put("ids", examples.stream().map(TraceEntry::id).toList());
        return fields;
    }

    /// One side: an evaluation of a run.
    private record ComparedSide(RunDirectory run, TraceSource source) {

        /// Both sides on the same problem set.
        static List<ComparedSide> of(String first, String second, @Nullable String set) {
            var runs = new ArrayList<RunDirectory>();
            var steps = new ArrayList<@Nullable Integer>();
            for (var side : List.of(first, second)) {
                int at = side.lastIndexOf('@');
                boolean named = at > 0 && side.substring(at + 1).matches("[0-9]{1,9}");
                runs.add(RunDirectory.read(Path.of(named ? side.substring(0, at) : side)));
                steps.add(named ? Integer.valueOf(side.substring(at + 1)) : null);
            }
            var common = new ArrayList<>(sets(runs.getFirst(), steps.getFirst()));
            common.retainAll(sets(runs.getLast(), steps.getLast()));
            if (set != null && !common.contains(set) || common.isEmpty())
                throw CommandFailure.failed(first + " and " + second + " were not both evaluated"
                        + (set == null ? " on the same problem set" : " on '" + set + "'"),
                        "evaluated: " + evaluated(runs.getFirst()) + "; and " + evaluated(runs.getLast()));
            var chosen = set != null ? set : common.contains("heldout") ? "heldout" : common.getFirst();
            return List.of(of(runs.getFirst(), steps.getFirst(), chosen), of(runs.getLast(), steps.getLast(), chosen));
        }

        private static ComparedSide of(RunDirectory run, @Nullable Integer step, String set) {
            var sources = evaluations(run).stream().filter(source -> source.set().equals(set))
                    .filter(source -> step == null || source.step() == step).toList();
            return new ComparedSide(run, sources.getLast());
        }

        private static List<String> sets(RunDirectory run, @Nullable Integer step) {
            return evaluations(run).stream().filter(source -> step == null || source.step() == step).map(TraceSource::set).distinct()
                    .toList();
        }

        private static List<TraceSource> evaluations(RunDirectory run) {
            return run.sources().stream().filter(source -> !source.isTraining()).toList();
        }

        private static String evaluated(RunDirectory run) {
            var sources = evaluations(run).stream().map(TraceSource::toString).toList();
            return run.path() + (sources.isEmpty() ? ": nothing" : ": " + String.join(", ", sources));
        }

        String name() {
            return run.name() + ", " + source;
        }

        List<TraceEntry> entries() {
            return run.index(source);
        }

        Trace load(TraceEntry entry) {
            return run.load(source, entry);
        }
    }
}
