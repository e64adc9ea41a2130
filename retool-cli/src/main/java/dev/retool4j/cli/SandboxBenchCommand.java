package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.BenchReport;
import dev.retool4j.sandbox.SandboxBench;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Measures the sandbox beside cold interpreters, a bare fork and HTTP servers.
@Command(name = "bench", description = "Measure executions per second and latency of the sandbox and of what it is compared with.", //
        footer = {
            "%nMeasured in turns, in one run: cold python3; cold with sympy and numpy; a bare fork of the same warm process; each tier",
            "that this machine allows; each HTTP server given. Takes about six minutes; 'callers=[1,8] seconds=1' takes less than one.", //
            "%nExamples:", "  retool sandbox bench", "  retool sandbox bench callers=[1,32] seconds=3 --url http://127.0.0.1:8080 --json"})
final class SandboxBenchCommand extends ConfiguredCommand<SandboxBenchOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--url", paramLabel = "URL", arity = "1..*", description = "Servers with SandboxFusion's API, ours or others; default none.")
    private List<URI> servers = List.of();

    @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token for these servers; default none.")
    private @Nullable String token;

    @Override
    SandboxBenchOptions defaults() {
        return SandboxBenchOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<SandboxBenchOptions> configuration) {
        var options = configuration.value();
        var bench = new dev.retool4j.sandbox.BenchOptions(options.callers(), options.seconds(), options.rounds(), servers, token);
        var report = SandboxBench.run(options.local(), bench, row -> console().line(line(row)), console()::status);
        console().status("");
        if (json()) printJson(report);
        else
            console().result(text(report));
        return 0;
    }

    private static String line(BenchReport.Row row) {
        return "%s, callers: %d · %s/s · p50 %s ms".formatted(row.way(), row.callers(), rate(row.perSecond()), milliseconds(row.p50()));
    }

    private String text(BenchReport report) {
        var rows = new ArrayList<List<String>>();
        for (var row : report.rows())
            rows.add(List.of(row.way(), "" + row.callers(), rate(row.perSecond()), milliseconds(row.p50()), milliseconds(row.p99()),
                    row.cpu() == 0 ? "–" : milliseconds(row.cpu())));
        var ratios = new ArrayList<List<String>>();
        for (var ratio : report.ratios())
            ratios.add(List.of(ratio.name(), Figures.decimal(ratio.value()), ratio.wanted(),
                    ratio.wanted().isEmpty() ? "" : ratio.holds() ? "✓" : "✗"));
        var style = console().resultStyle();
        return new Table(List.of("way", "callers", "per second", "p50 ms", "p99 ms", "CPU ms"), rows).render(style) + "\n\n"
                + new Table(List.of("ratio", "value", "wanted", ""), ratios).render(style);
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.0f", value);
    }

    private static String milliseconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 0.1 ? "%.2f" : "%.0f", seconds * 1000);
    }
}
