package dev.retool4j.web.dashboard;

import dev.retool4j.run.RunException;
import dev.retool4j.sandbox.LocalInterpreter;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.util.JavalinBindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Serves the dashboard of a folder of runs, which may be written at the same time. It reads them, and keeps what it found in their
/// `analysis` folders.
///
/// Pages load their own files and nothing else; model and interpreter text reaches them as JSON and is shown as text. Errors are
/// `{"error":{"code","message","hint"}}`.
public final class Dashboard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Dashboard.class);
    private static final Duration PRELOAD = Duration.ofSeconds(3);
    private static final int LARGEST_REQUEST = 1 << 20;

    private final Javalin javalin;
    private final BehaviourApi behaviour;
    private final Preload preload;
    private final CountDownLatch closing = new CountDownLatch(1);

    private Dashboard(Path runs, DashboardOptions options, @Nullable LocalInterpreter interpreter) {
        var catalog = new Catalog(runs);
        var cache = new Cache();
        var lists = new TraceLists(cache);
        var gate = new Gate(options);
        var assets = new Assets();
        var figures = new RunApi(catalog, cache, interpreter != null);
        behaviour = new BehaviourApi(catalog, lists, cache);
        var traces = new TraceApi(catalog, lists, behaviour);
        var tokens = new TokenApi(catalog, cache, traces);
        preload = new Preload(catalog, lists, behaviour);
        var comparison = new CompareApi(catalog, lists);
        var events = new EventStream(catalog, closing);
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            config.http.maxRequestSize = LARGEST_REQUEST;
            var routes = config.routes;
            routes.before(Dashboard::harden);
            routes.before(context -> gate.check(context, port()));
            routes.get("/", context -> assets.serve(context, "index.html"));
            routes.get("/favicon.ico", context -> context.status(204)); // there is none, and no complaint about it
            routes.get("/assets/{name}", context -> assets.serve(context, context.pathParam("name")));
            routes.get("/api/runs", context -> json(context, figures.runs()));
            routes.get("/api/definitions", context -> json(context, figures.definitions()));
            routes.get("/api/runs/{run}", context -> json(context, figures.run(context.pathParam("run"))));
            routes.get("/api/runs/{run}/metrics", context -> json(context, figures.metrics(context)));
            routes.get("/api/runs/{run}/events", events::serve);
            routes.get("/api/runs/{run}/traces", context -> json(context, traces.list(context)));
            routes.get("/api/runs/{run}/trace", context -> json(context, traces.one(context)));
            routes.get("/api/runs/{run}/tokens", context -> json(context, tokens.tokens(context)));
            routes.get("/api/runs/{run}/purposes", context -> json(context, behaviour.purposes(context)));
            routes.get("/api/runs/{run}/corrections", context -> json(context, behaviour.corrections(context)));
            routes.get("/api/runs/{run}/timing", context -> json(context, behaviour.timing(context)));
            routes.get("/api/runs/{run}/export", traces::export);
            routes.get("/api/runs/{run}/matrix", context -> json(context, comparison.matrix(context)));
            routes.get("/api/compare", context -> json(context, comparison.compare(context)));
            if (interpreter != null) {
                var console = new ConsoleApi(interpreter);
                routes.post("/api/console", context -> json(context, console.run(context)));
            }
            errors(routes);
        });
    }

    /// Starts to listen, and reads the lists of the runs that were written last, for a few seconds at most.
    ///
    /// @param interpreter what the console runs code in; null: there is no console. It stays the caller's
    /// @throws RunException          where there is no such folder
    /// @throws IllegalStateException where the address cannot be had, a port in use for example
    public static Dashboard start(Path runs, DashboardOptions options, @Nullable LocalInterpreter interpreter) {
        var dashboard = new Dashboard(runs, options, interpreter);
        try {
            dashboard.javalin.start(options.host(), options.port());
            Thread.ofPlatform().daemon().name("dashboard preload").start(dashboard.preload).join(PRELOAD);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller ends it; what is not read yet is read when it is asked for
        } catch (JavalinBindException e) {
            Throwable cause = e;
            while (cause.getCause() != null)
                cause = cause.getCause();
            throw new IllegalStateException("cannot listen on " + options.host() + ":" + options.port() + ": " + cause.getMessage(), e);
        }
        return dashboard;
    }

    /// The port it listens on.
    public int port() {
        return javalin.port();
    }

    /// Ends live connections and stops listening.
    @Override
    public void close() {
        closing.countDown();
        javalin.stop();
        behaviour.close();
    }

    private static void harden(Context context) {
        context.header("Content-Security-Policy",
                "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
        context.header("Cross-Origin-Resource-Policy", "same-origin");
        context.header("Cross-Origin-Opener-Policy", "same-origin");
        context.header("Cache-Control", "no-store");
    }

    private static void errors(RoutesConfig routes) {
        routes.exception(Refusal.class,
                (e, context) -> error(context, e.status, e.code, String.valueOf(e.getMessage()), e.hint));
        routes.exception(RunException.class, (e, context) -> {
            var lines = String.valueOf(e.getMessage()).split("\n", 2);
            error(context, 400, "invalid", lines[0], lines.length > 1 ? lines[1] : "");
        });
        routes.exception(Exception.class, (e, context) -> {
            LOG.error("{} failed", context.path(), e);
            error(context, 500, "internal", "the dashboard failed: " + e.getClass().getSimpleName(), "see what 'retool dashboard' printed");
        });
        routes.error(404, context -> {
            if (!String.valueOf(context.res().getContentType()).startsWith("application/json"))
                error(context, 404, "not_found", "there is nothing at " + context.path(), "open the dashboard at /");
        });
    }

    private static void error(Context context, int status, String code, String message, String hint) {
        context.status(status);
        json(context, Map.of("error", Map.of("code", code, "message", message, "hint", hint)));
    }

    private static void json(Context context, Object body) {
        context.contentType("application/json").result(JsonMapper.shared().writeValueAsBytes(body));
    }
}
