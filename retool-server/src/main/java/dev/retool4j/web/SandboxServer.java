package dev.retool4j.web;

import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.RunCode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The sandbox over HTTP, with SandboxFusion's API for Python, so that its clients (verl, slime, SkyRL) can use it unchanged.
///
/// `POST /run_code` runs a program; `GET /v1/ping` answers `"pong"`; `GET /health` says what serves; `GET /metrics` is for Prometheus.
/// The interpreter is the caller's: its `wallFactor` should be 1 here, since clients count in plain time.
public final class SandboxServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxServer.class);
    private static final int LARGEST_REQUEST = 32 << 20;

    private final LocalInterpreter interpreter;
    private final SandboxServerOptions options;
    private final Javalin javalin;
    private final SandboxMetrics metrics = new SandboxMetrics();
    private final Semaphore room;
    private volatile boolean draining;

    private SandboxServer(LocalInterpreter interpreter, SandboxServerOptions options) {
        this.interpreter = interpreter;
        this.options = options;
        room = new Semaphore(options.concurrency(), true);
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.http.maxRequestSize = LARGEST_REQUEST;
            config.routes.get("/v1/ping", context -> Http.json(context, 200, "pong"));
            config.routes.get("/health", this::health);
            config.routes.get("/metrics", context -> {
                if (allowed(context)) context.contentType("text/plain; version=0.0.4").result(metrics.text(interpreter, options, room));
            });
            config.routes.post("/run_code", this::runCode);
        });
    }

    /// Starts to listen.
    ///
    /// @throws IllegalStateException where the address cannot be had, a port in use for example
    public static SandboxServer start(LocalInterpreter interpreter, SandboxServerOptions options) {
        var server = new SandboxServer(interpreter, options);
        Http.listen(server.javalin, options.host(), options.port());
        if (options.token() == null && !Http.isLoopback(options.host())) {
            LOG.warn("the sandbox server listens on {} without a token: whoever reaches it can run programs in it", options.host());
        }
        return server;
    }

    /// The port it listens on.
    public int port() {
        return javalin.port();
    }

    /// Takes no more requests (503), lets what runs end, at most for the time of the options, and stops listening. The interpreter stays open.
    @Override
    public void close() {
        draining = true;
        try {
            if (!room.tryAcquire(options.concurrency(), options.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("stopped while {} snippets still ran", options.concurrency() - room.availablePermits());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
    }

    private void health(Context context) {
        Http.json(context, draining ? 503 : 200,
                Map.of("status", draining ? "draining" : "ok", "isolation", interpreter.isolation(), "versions",
                        interpreter.versions(), "queued", interpreter.queued()));
    }

    private void runCode(Context context) throws InterruptedException {
        if (!allowed(context)) return;
        if (draining) {
            refuse(context, 503, "the server is shutting down");
            return;
        }
        if (!room.tryAcquire(options.queue().toMillis(), TimeUnit.MILLISECONDS)) {
            refuse(context, 504,
                    options.concurrency() + " programs run or wait already, and none ended within " + options.queue().toSeconds() + " s");
            return;
        }
        try {
            var body = JsonMapper.shared().readTree(context.bodyAsBytes());
            var language = RunCode.language(body);
            if (!language.equals("python")) {
                Http.json(context, 200, RunCode.failure("this server runs python only, got language " + language));
                return;
            }
            var snippet = RunCode.snippet(body, options.limits(), options.longest().toNanos() / 1e9);
            var execution = interpreter.execute(snippet).join();
            metrics.ran(execution);
            Http.json(context, 200, RunCode.response(execution));
        } catch (RunCode.Invalid e) {
            metrics.refused(422);
            Http.json(context, 422, e.detail());
        } catch (JacksonException e) {
            refuse(context, 422, "the body is no JSON: " + e.getOriginalMessage());
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof InterpreterException cause)) throw e;
            metrics.failed();
            Http.json(context, 200, RunCode.failure(String.valueOf(cause.getMessage())));
        } finally {
            room.release();
        }
    }

    private boolean allowed(Context context) {
        if (Http.bears(context, options.token())) return true;
        context.header("WWW-Authenticate", "Bearer");
        refuse(context, 401, "this server wants a token: Authorization: Bearer …");
        return false;
    }

    private void refuse(Context context, int status, String reason) {
        metrics.refused(status);
        Http.json(context, status, Map.of("detail", reason));
    }
}
