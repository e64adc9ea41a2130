package dev.retool4j.cli;

import dev.retool4j.analysis.PairedComparison;
import dev.retool4j.analysis.Scores;
import dev.retool4j.run.Evaluations;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `retool compare`: two evaluations, found by their folders, and what a paired test says of them.
final class CompareWork {
    private CompareWork() {}

    /// One step's evaluations.
    ///
    /// @param name as it was given
    private record Side(String name, Evaluations evaluations, int step) {
        Scores scores(String set) {
            return Scores.of(evaluations.traces(step, set).stream().map(Trace::scored).toList());
        }
    }

    /// @param differences lines of the protocols that differ, the policy left out: A's value, then B's
    record Compared(String set, String a, String b, PairedComparison result, Map<String, List<String>> differences, long seed) {
        String text() {
            var lines = new ArrayList<String>();
            lines.add("%s, %d problems in both".formatted(set, result.difference().clusters()));
            lines.add("  A %s  %s".formatted(result.first().percent(), a));
            lines.add("  B %s  %s".formatted(result.second().percent(), b));
            lines.add("  B − A %s points, p = %.4f (%s over problems)".formatted(result.difference().percent().replace("%", ""), result.p(),
                    result.exact() ? "all sign flips" : "100000 random sign flips, seed " + seed));
            lines.add("  B better on %d, worse on %d, equal on %d problems; sign test p = %.4f".formatted(result.better(), result.worse(),
                    result.equal(), result.signP()));
            only(lines, "A", result.onlyFirst());
            only(lines, "B", result.onlySecond());
            differences.forEach((name, values) -> lines
                    .add("  made in another way: %s is %s in A, %s in B".formatted(name, values.getFirst(), values.getLast())));
            return String.join("\n", lines);
        }

        private static void only(List<String> lines, String side, List<String> problems) {
            if (problems.isEmpty()) return;
            var some = String.join(", ", problems.subList(0, Math.min(5, problems.size())));
            lines.add("  %d problems only in %s, left out: %s%s".formatted(problems.size(), side, some, problems.size() > 5 ? ", …" : ""));
        }

        Map<String, Object> fields() {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("set", set);
            fields.put("problems", result.difference().clusters());
            fields.put("a", result.first().value());
            fields.put("b", result.second().value());
            fields.put("difference", result.difference().value());
            if (!Double.isNaN(result.difference().standardError())) fields.put("standard_error", result.difference().standardError());
            fields.put("p", result.p());
            fields.put("exact", result.exact());
            fields.put("seed", seed);
            fields.put("better", result.better());
            fields.put("worse", result.worse());
            fields.put("equal", result.equal());
            fields.put("sign_p", result.signP());
            fields.put("only_a", result.onlyFirst());
            fields.put("only_b", result.onlySecond());
            fields.put("protocol_differences", differences);
            return fields;
        }
    }

    /// @param set empty: each that both have
    static List<Compared> run(String first, String second, String set, long seed) {
        var a = find(first);
        var b = find(second);
        var ours = a.evaluations.summaries(a.step);
        var theirs = b.evaluations.summaries(b.step);
        var sets = ours.keySet().stream().filter(theirs::containsKey).filter(name -> set.isEmpty() || name.equals(set)).toList();
        if (sets.isEmpty())
            throw CommandFailure.failed(set.isEmpty() ? "the two have no problem set in common" : "not both have the problem set " + set,
                    "A has " + String.join(", ", ours.keySet()) + "; B has " + String.join(", ", theirs.keySet()));
        var compared = new ArrayList<Compared>();
        for (var name : sets) {
            var result = PairedComparison.of(a.scores(name), b.scores(name), seed);
            if (result.difference().clusters() == 0)
                throw CommandFailure.failed("the two evaluations of " + name + " have no problem in common",
                        "evaluate both on the same file");
            compared.add(new Compared(name, a.name, b.name, result, differences(Objects.requireNonNull(ours.get(name)).protocol(),
                    Objects.requireNonNull(theirs.get(name)).protocol()), seed));
        }
        return compared;
    }

    private static Map<String, List<String>> differences(Protocol a, Protocol b) {
        var ours = a.describe();
        var theirs = b.describe();
        var differences = new LinkedHashMap<String, List<String>>();
        ours.forEach((name, value) -> {
            var other = theirs.getOrDefault(name, "not said");
            if (!name.equals("policy") && !value.equals(other)) differences.put(name, List.of(value, other));
        });
        return differences;
    }

    private static Side find(String name) {
        int at = name.lastIndexOf('@');
        boolean stepped = at > 0 && !Files.isDirectory(Path.of(name)) && name.substring(at + 1).matches("[0-9]{1,9}");
        var folder = Path.of(stepped ? name.substring(0, at) : name);
        if (!Files.isDirectory(folder))
            throw CommandFailure.failed("there is no folder " + folder, "name what retool eval --out wrote, or a run");
        var evaluations = RunDirectory.isRun(folder) ? RunDirectory.read(folder).evaluations() : new Evaluations(folder);
        var steps = evaluations.steps().stream().filter(step -> !evaluations.summaries(step).isEmpty()).toList();
        if (steps.isEmpty())
            throw CommandFailure.failed(folder + " holds no finished evaluation", "make one: retool eval CHECKPOINT --out " + folder);
        int step = stepped ? Integer.parseInt(name.substring(at + 1)) : steps.getLast();
        if (!steps.contains(step)) throw CommandFailure.failed(folder + " holds no evaluation of step " + step, "it has: " + steps);
        return new Side(name, evaluations, step);
    }
}
