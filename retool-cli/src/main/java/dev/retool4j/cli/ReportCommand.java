package dev.retool4j.cli;

import dev.retool4j.run.report.Report;
import dev.retool4j.run.report.ReportInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a run's report and shows its curves in small.
@Command(name = "report", description = "Write report.html and report.md of a run: curves, table beside the paper, samples.", //
        footer = {"%nExamples:", "  retool report runs/lr2", "  retool report runs/tool --text runs/text --set heldout --out reports/both"})
final class ReportCommand extends RetoolCommand {
    @Parameters(paramLabel = "RUN", description = "Directory of the run.")
    private Path run = Path.of("");

    @Option(names = "--text", paramLabel = "RUN", description = "Directory of a text-only run to compare with.")
    private @Nullable Path text;

    @Option(names = "--set", paramLabel = "NAME", description = "Problem set of the figures; default 'heldout', else the one evaluated most often.")
    private @Nullable String set;

    @Option(names = "--out", paramLabel = "FOLDER", description = "Where the report goes; default the run's directory.")
    private @Nullable Path out;

    @Override
    public Integer call() {
        var name = run.toAbsolutePath().normalize().getFileName().toString();
        var comparison = text == null ? null : new ReportInput.Arm("text only", text);
        var arm = new ReportInput.Arm(text == null ? name : "with interpreter", run);
        var report = Report.of(new ReportInput(name, out == null ? run : out, arm, comparison, set, Map.of(), List.of()));
        var file = report.write();
        if (json()) {
            printJson(Map.of("report", file.toString()));
        } else {
            console().result(report.terminal().stripTrailing());
            console().line("report: " + file);
        }
        return 0;
    }
}
