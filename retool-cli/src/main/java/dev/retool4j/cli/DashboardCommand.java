package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.web.dashboard.DashboardOptions;
import dev.retool4j.web.dashboard.Screenshots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "  RETOOL_DASHBOARD_TOKEN=secret-word retool dashboard runs --host 0.0.0.0",
            "  retool dashboard runs --screenshots pictures"})
final class DashboardCommand extends RetoolCommand {
    private static final String NAME = "retool dashboard";
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

    @Option(names = "--open", description = "Open a browser there.")
    private boolean open;

    @Option(names = "--screenshots", paramLabel = "DIR", description = "Make pictures of each page there, light and dark, and end. Needs Chromium.")
    private @Nullable Path screenshots;

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (screenshots != null) return photograph(screenshots);
        var options = options();
        var stop = new CountDownLatch(1);
        if (!console) return serve(options, null, stop);
        try (var interpreter = LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 4), console()::line)) {
            return serve(options, interpreter, stop);
        }
    }

    private int serve(DashboardOptions options, @Nullable LocalInterpreter interpreter, CountDownLatch stop) throws InterruptedException {
        try (var served = ServedDashboard.start(NAME, runs, options, interpreter);
                var unusedInterrupts = Interrupts.saying(console(), "stopping; Ctrl-C again stops at once", stop::countDown)) {
            announce(served);
            stop.await();
        }
        console().line("stopped");
        return 0;
    }

    /// On a port of its own, so that one that serves already is not in the way.
    private int photograph(Path folder) throws IOException, InterruptedException {
        var files = new ArrayList<String>();
        try (var served = ServedDashboard.start(NAME, runs, DashboardOptions.DEFAULT.withAddress("127.0.0.1", 0), null)) {
            for (var file : Screenshots.take(served.dashboard(), folder, file -> console().line(file.toString())))
                files.add(file.toString());
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()),
                    "install it (Debian: apt install chromium), or set $RETOOL_CHROMIUM to the program", e);
        }
        if (json()) printJson(Map.of("screenshots", files));
        else
            console().result(files.size() + " pictures in " + folder);
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

    private void announce(ServedDashboard served) {
        if (json()) printJson(Map.of("url", served.url(), "runs", runs.toString(), "console", console));
        else
            console().result(served.url());
        served.help(console(), open);
        console().line("runs: " + runs + " · Ctrl-C stops");
    }
}
