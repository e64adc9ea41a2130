package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Measures the dashboard on a large run that it makes.
@Command(name = "dashboard", description = "Measure how long the dashboard takes to answer on a large run, which is made first.", //
        footer = {"%nThe run stays where it was made, for the next measurement: about 25 KB for each trace of 1,000 tokens.", //
            "%nExamples:", "  retool bench dashboard steps=50",
            "  retool bench dashboard steps=1000 trajectories=128 tokens=1000 runs=/tmp/bench --json"})
final class DashboardBenchCommand extends ConfiguredCommand<DashboardBenchOptions> {
    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Override
    DashboardBenchOptions defaults() {
        return DashboardBenchOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    int run(Configuration<DashboardBenchOptions> configuration) throws IOException, InterruptedException {
        var options = configuration.value();
        var rows = new DashboardBench(options, console()).run();
        if (json()) {
            printJson(rows);
            return 0;
        }
        var cells = rows.stream().map(row -> List.of(row.request(), milliseconds(row.first()), milliseconds(row.again()),
                String.format(Locale.ROOT, "%.0f", row.kibibytes()))).toList();
        console().result(new Table(List.of("request", "first ms", "again ms", "KiB"), cells).render(console().resultStyle()));
        console().line("median of %d fresh servers on %,d traces of about %,d tokens; the run is in %s".formatted(options.rounds(),
                options.steps() * options.trajectories(), options.tokens(), options.runs().resolve(options.name())));
        return 0;
    }

    private static String milliseconds(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.1f" : "%.0f", value);
    }
}
