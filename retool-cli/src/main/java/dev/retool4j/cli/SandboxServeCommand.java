package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.web.SandboxServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Serves the sandbox over HTTP until it is told to stop.
@Command(name = "serve", description = "Serve the sandbox over HTTP, with SandboxFusion's API for Python (POST /run_code).", //
        footer = {"%nAlso GET /v1/ping, /health and /metrics (Prometheus). Ctrl-C or SIGTERM: what runs may end (drain, 30 s).", //
            "Exit code: 0 when it was told to stop, 1 if it could not start.", //
            "%nExamples:", "  retool sandbox serve", "  RETOOL_SANDBOX_TOKEN=secret retool sandbox serve --host 0.0.0.0 --port 9000",
            "  retool sandbox serve local.workers=8 local.slots=8 limits.memory_mb=2048"})
final class SandboxServeCommand extends ConfiguredCommand<SandboxServeOptions> {
    private static final String TOKEN_VARIABLE = "RETOOL_SANDBOX_TOKEN";

    @Parameters(paramLabel = LABEL, arity = "0..*", description = LABEL_TEXT)
    private List<String> arguments = List.of();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on; default 127.0.0.1, this machine only.")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; default 8080; 0 picks a free one.")
    private @Nullable Integer port;

    @Option(names = "--token", paramLabel = "TOKEN", description = "What clients must send as bearer token; default $" + TOKEN_VARIABLE
            + ", which other users cannot read; without either nothing is asked for.")
    private @Nullable String token;

    @Override
    SandboxServeOptions defaults() {
        return SandboxServeOptions.DEFAULT;
    }

    @Override
    List<String> arguments() {
        return arguments;
    }

    @Override
    List<String> assignmentsOfOptions() {
        var assignments = new java.util.ArrayList<String>();
        if (host != null) assignments.add("host=" + host);
        if (port != null) assignments.add("port=" + port);
        return assignments;
    }

    @Override
    int run(Configuration<SandboxServeOptions> configuration) throws InterruptedException {
        var options = configuration.value();
        var stop = new CountDownLatch(1);
        console().status("starting the workers …");
        try (var interpreter = LocalInterpreter.start(options.local(), console()::line);
                var server = start(interpreter, options);
                var unusedInterrupts = Interrupts.saying(console(), "stopping: what runs may end, Ctrl-C again stops at once",
                        stop::countDown)) {
            console().status("");
            announce(options, interpreter, "http://" + options.host() + ":" + server.port());
            stop.await();
        } finally {
            console().status("");
        }
        console().line("stopped");
        return 0;
    }

    private SandboxServer start(LocalInterpreter interpreter, SandboxServeOptions options) {
        try {
            return SandboxServer.start(interpreter, options.server(secret()));
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()),
                    "end what listens there, or choose another: retool sandbox serve --port " + (options.port() + 1)
                            + " (0 picks a free one)",
                    e);
        }
    }

    private @Nullable String secret() {
        return token != null ? token : System.getenv(TOKEN_VARIABLE);
    }

    private void announce(SandboxServeOptions options, LocalInterpreter interpreter, String url) {
        if (json()) {
            var fields = new LinkedHashMap<String, Object>();
            fields.put("url", url);
            fields.put("isolation", interpreter.isolation());
            fields.put("token", secret() != null);
            fields.put("versions", Map.copyOf(interpreter.versions()));
            printJson(fields);
            return;
        }
        console().result(url);
        console().line("isolation: %s · %d workers with %d slots each · %s · Ctrl-C stops".formatted(interpreter.isolation(),
                options.local().workers(), options.local().slots(), secret() != null ? "with a token" : "no token"));
    }
}
