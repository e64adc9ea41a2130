package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.web.dashboard.DashboardOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The whole of ReTool in miniature, on this machine, without a download.
@Command(name = "demo", description = "Train a tiny model on this machine and write its report (about 10 min, CPU).", //
        footer = {"%nExamples:", "  retool demo", "  retool demo --quick --json", "  retool demo --dashboard --open",
            "  retool demo name=seed2 seed=2"})
final class DemoCommand extends RunCommand<DemoOptions> {
    @Option(names = "--quick", description = "The same path in under 3 minutes; claims less.")
    private boolean quick;

    @Option(names = "--dashboard", negatable = true, description = "Serve the dashboard meanwhile, on this machine only, and afterwards until Ctrl-C;"
            + " at a terminal the default is to serve it meanwhile, and to open a browser where there is a desktop.")
    private @Nullable Boolean dashboard;

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7860", description = "Port of the dashboard; default 7860; 0 picks a free one.")
    private int port;

    @Option(names = "--open", description = "Open a browser there.")
    private boolean open;

    @Override
    DemoOptions defaults() {
        return quick ? DemoOptions.QUICK : DemoOptions.FULL;
    }

    @Override
    int run(Configuration<DemoOptions> configuration) throws IOException {
        boolean person = console().isLive() && !json();
        var page = DemoDashboard.of(dashboard, open, person, System.getenv(), address());
        return new DemoWork(configuration.value(), quick, console(), page).run(configuration.yaml(), existing(), json());
    }

    private DashboardOptions address() {
        try {
            return DashboardOptions.DEFAULT.withAddress("127.0.0.1", port);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()), "see 'retool demo --help'");
        }
    }
}
