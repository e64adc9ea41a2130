package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.web.dashboard.Dashboard;
import dev.retool4j.web.dashboard.DashboardOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Serves the dashboard until it is told to stop.
@Command(name = "dashboard", description = "Live curves and trace viewer of a folder of runs, in a browser.", //
        footer = {"%nIt only reads the runs; they may be training meanwhile. Ctrl-C stops it.", //
            "Exit code: 0 when it was told to stop, 1 if it could not start.", //
            "%nExamples:", "  retool dashboard", "  retool dashboard runs --port 7861",
            "  RETOOL_DASHBOARD_TOKEN=secret-word retool dashboard runs --host 0.0.0.0"})
final class DashboardCommand extends RetoolCommand {
    private static final String TOKEN_VARIABLE = "RETOOL_DASHBOARD_TOKEN";

    @Parameters(paramLabel = "RUNS", arity = "0..1", defaultValue = "runs", description = "Folder that holds the runs; default runs.")
    private Path runs = Path.of("");

    @Option(names = "--host", paramLabel = "ADDRESS", defaultValue = "127.0.0.1", description = "Address to listen on; default 127.0.0.1, this machine only. Any other needs a token.")
    private String host = "";

    @Option(names = "--port", paramLabel = "PORT", defaultValue = "7860", description = "Port to listen on; default 7860; 0 picks a free one.")
    private int port;

    @Option(names = "--token", paramLabel = "TOKEN", description = "What a browser must show once; default $" + TOKEN_VARIABLE
            + ", which other users cannot read.")
    private @Nullable String token;

    @Option(names = "--name", paramLabel = "HOST", description = "A further host name under which browsers may ask; may be given several times.")
    private Set<String> names = Set.of();

    @Option(names = "--console", description = "Let the page run code in the sandbox: a console, and code blocks again.")
    private boolean console;

    @Override
    public Integer call() throws InterruptedException {
        var options = options();
        var stop = new CountDownLatch(1);
        if (!console) return serve(options, null, stop);
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 4), console()::line)) {
            return serve(options, interpreter, stop);
        }
    }

    private int serve(DashboardOptions options, @Nullable LocalInterpreter interpreter, CountDownLatch stop) throws InterruptedException {
        try (var dashboard = start(options, interpreter);
                var unusedInterrupts = Interrupts.saying(console(), "stopping; Ctrl-C again stops at once", stop::countDown)) {
            announce(options, dashboard.port());
            stop.await();
        }
        console().line("stopped");
        return 0;
    }

    private DashboardOptions options() {
        try {
            return new DashboardOptions(host, port, token != null ? token : System.getenv(TOKEN_VARIABLE), names);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage(String.valueOf(e.getMessage()),
                    "pass --token, or set $" + TOKEN_VARIABLE + "; see 'retool dashboard --help'");
        }
    }

    private Dashboard start(DashboardOptions options, @Nullable LocalInterpreter interpreter) {
        try {
            return Dashboard.start(runs, options, interpreter);
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()),
                    "end what listens there, or choose another: retool dashboard --port " + (port + 1) + " (0 picks a free one)", e);
        }
    }

    private void announce(DashboardOptions options, int actual) {
        var url = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + actual + "/"
                + (options.token() == null ? "" : "?token=" + options.token());
        if (json()) {
            printJson(Map.of("url", url, "runs", runs.toString(), "console", console));
            return;
        }
        console().result(url);
        if (System.getenv("SSH_CONNECTION") != null)
            console().line("from your own machine: ssh -L " + actual + ":127.0.0.1:" + actual + " THIS-HOST, then open the address there");
        console().line("runs: " + runs + " · Ctrl-C stops");
    }
}
