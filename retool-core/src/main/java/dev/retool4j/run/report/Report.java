package dev.retool4j.run.report;

import dev.retool4j.run.AtomicFiles;
import dev.retool4j.run.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Makes the report of one run, or of a run with the interpreter beside a text-only one.
///
/// ```java
/// var report = Report.of(new ReportInput("retool demo", folder, new Arm("with interpreter", tool), new Arm("text only", text), null, facts, limits));
/// report.write();
/// System.out.print(report.terminal());
/// ```
public final class Report {
    private final ReportData data;

    private Report(ReportData data) {
        this.data = data;
    }

    /// Reads the runs.
    ///
    /// @throws RunException if one of them is no run, or was not evaluated on the set that is asked for
    public static Report of(ReportInput input) {
        return new Report(ReportData.read(input));
    }

    /// Writes `report.html` and `report.md` into the input's folder.
    ///
    /// @return where `report.html` is
    public Path write() {
        var folder = data.input().folder();
        AtomicFiles.write(folder.resolve("report.md"), markdown());
        var html = folder.resolve("report.html");
        AtomicFiles.write(html, html());
        return html;
    }

    /// `report.html`: self-contained, without scripts.
    public String html() {
        return HtmlReport.render(data);
    }

    /// `report.md`: the same in words and tables.
    public String markdown() {
        return MarkdownReport.render(data);
    }

    /// A few lines with the curves in small, for a terminal; plain text.
    public String terminal() {
        return TerminalReport.render(data);
    }

    /// A run's resolved configuration; empty if it has none.
    static String configuration(ArmData arm) {
        var file = arm.path().resolve("config.yaml");
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new RunException("cannot read " + file, "check that it is a readable file", e);
        }
    }
}
