package dev.retool4j.cli;

import dev.retool4j.run.AtomicFiles;
import dev.retool4j.run.report.TracePage;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes one trajectory as an HTML file that loads and runs nothing.
@Command(name = "export", description = "Write one trajectory as an HTML file to keep or to send: it loads and runs nothing.", //
        footer = {"%nExamples:", "  retool trace export runs/lr2 train-000012-017 --out trace.html",
            "  retool trace export runs/lr2 eval-aime24-007 --source aime24@120"})
final class TraceExportCommand extends RetoolCommand {
    @Parameters(index = "0", paramLabel = "RUN", description = "Directory of the run.")
    private Path run = Path.of("");

    @Parameters(index = "1", paramLabel = "ID", description = "The trajectory's id, as 'retool trace show RUN' lists it.")
    private String id = "";

    @Option(names = "--source", paramLabel = "SOURCE", defaultValue = "train", description = "Where it is from: train, or set@step; default train.")
    private String source = "";

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "trace.html", description = "The file; default trace.html.")
    private Path out = Path.of("");

    @Override
    public Integer call() {
        AtomicFiles.write(out, TracePage.html(run + ", " + source, TraceLookup.find(run, source, id)));
        if (json()) printJson(Map.of("file", out.toString()));
        else
            console().result(out.toString());
        return 0;
    }
}
