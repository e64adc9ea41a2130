package dev.retool4j.run.report;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a report is made of.
///
/// @param title  its headline
/// @param folder where `report.html` and `report.md` go
/// @param tool   the run with the interpreter
/// @param text   the text-only run to compare with, if any
/// @param set    the problem set that the figures show; null for `heldout` if it was evaluated, else the set evaluated most often
/// @param facts  what the program knows and the runs do not, name and value: size of the policy, tokens of the cold start, minutes in all
/// @param limits what the run does not show of the paper, a sentence each, beside what is computed from the runs
public record ReportInput(String title, Path folder, Arm tool, @Nullable Arm text, @Nullable String set, Map<String, String> facts,
        List<String> limits) {

    /// A run under the name that the report gives it.
    public record Arm(String name, Path run) {}

    public ReportInput {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        limits = List.copyOf(limits);
    }

    /// A report of one run, written into its folder.
    public static ReportInput of(Path run) {
        var name = run.toAbsolutePath().normalize().getFileName().toString();
        return new ReportInput(name, run, new Arm(name, run), null, null, Map.of(), List.of());
    }
}
