package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.SandboxSoak;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Runs very many programs, one in ten of them hostile.
@Command(name = "soak", description = "Run very many programs, one in ten hostile, and say if any was lost or left something behind.", //
        footer = {
            "%nThe strongest tier that this machine allows runs, unless local.isolation names one. 100,000 take a quarter of an hour.",
            "Exit code: 0 if each program got its own answer and nothing was left behind, 1 if not.", //
            "%nExample:", "  retool sandbox soak --executions 5000 --callers 64"})
final class SandboxSoakCommand extends ConfiguredCommand<SandboxCheckOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--executions", paramLabel = "N", defaultValue = "100000", description = "Programs in all; default ${DEFAULT-VALUE}.")
    private long executions = 100_000;

    @Option(names = "--callers", paramLabel = "N", defaultValue = "64", description = "Callers that each wait for their answer; default ${DEFAULT-VALUE}.")
    private int callers = 64;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Which program comes when; default ${DEFAULT-VALUE}.")
    private long seed = 1;

    @Override
    SandboxCheckOptions defaults() {
        return SandboxCheckOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<SandboxCheckOptions> configuration) throws InterruptedException {
        var begin = System.nanoTime();
        var report = SandboxSoak.run(configuration.value().local(), executions, callers, seed, done -> {
            var seconds = (System.nanoTime() - begin) / 1e9;
            var text = "%s of %s programs, %s so far".formatted(Figures.count(done), Figures.count(executions), Figures.duration(seconds));
            console().status(text);
            if (!console().isLive() && done % Math.max(1, executions / 10) == 0) console().line(text);
        });
        console().status("");
        if (json()) printJson(report);
        else
            show(report);
        return report.count() == 0 ? 0 : 1;
    }

    private void show(SandboxSoak.Report report) {
        var text = new StringBuilder();
        text.append("%s programs, %s answered, %s (%.0f per second), isolation %s%n".formatted(Figures.count(report.executions()),
                Figures.count(report.answered()), Figures.duration(report.seconds()), report.executions() / report.seconds(),
                report.isolation()));
        report.statuses().forEach(
                (status, count) -> text.append("  %-13s %s%n".formatted(status.name().toLowerCase(Locale.ROOT), Figures.count(count))));
        text.append("descriptors %d before, %d after; workers' private memory %d MiB before, %d after; %d workers replaced%n".formatted(
                report.descriptors().getFirst(), report.descriptors().getLast(), report.memoryKb().getFirst() >> 10,
                report.memoryKb().getLast() >> 10, report.restarts()));
        var style = console().resultStyle();
        text.append(report.count() == 0
                ? style.good("✓ ") + "none lost, none mixed up, nothing left behind"
                : style.bad("✗ ") + Figures.count(report.count()) + " problems:\n  " + String.join("\n  ", report.problems()));
        console().result(text.toString());
    }
}
