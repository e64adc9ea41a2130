package dev.retool4j.web;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A model that runs code in the middle of its answers, over HTTP: OpenAI's API for people and programs (`/v1/chat/completions`,
/// `/v1/completions`, `/v1/models`), SGLang's for rollout engines (`/generate`, `/abort_request`, `/get_model_info`,
/// `/update_weights_from_disk`), and `/health`.
/// Engine and interpreter are the caller's.
public final class ModelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);

    private final ServedModel model;
    private final ModelServerOptions options;
    private final Slots slots;
    private final Generate generate;
    private final Javalin javalin;
    private final long created = System.currentTimeMillis() / 1000;
    private volatile boolean draining;

    private ModelServer(ServedModel model, ModelServerOptions options) {
        this.model = model;
        this.options = options;
        slots = new Slots(options.concurrency(), options.queue());
        var bodies = Fields.Source.limited(options.bodyBytes());
        generate = new Generate(model, slots, bodies);
        var updates = new WeightUpdates(model, slots, generate, bodies);
        var completions = new Completions(model, slots, bodies);
        javalin = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.concurrency.useVirtualThreads = true;
            var routes = config.routes;
            routes.before(this::admit);
            routes.get("/health", this::health);
            routes.get("/v1/models", context -> Http.json(context, 200, Map.of("object", "list", "data", List.of(card()))));
            routes.get("/v1/models/<model>", this::oneModel);
            routes.get("/get_model_info", this::info);
            routes.post("/v1/chat/completions", completions::chat);
            routes.post("/v1/completions", completions::text);
            routes.post("/generate", generate::generate);
            routes.post("/abort_request", generate::abort);
            routes.post("/update_weights_from_disk", updates::update);
            routes.exception(ApiError.class, (e, context) -> refuse(context, e));
            routes.exception(HttpResponseException.class, (e, context) -> refuse(context, ApiError.http(e.getStatus(),
                    e.getStatus() == 404
                            ? "there is no " + context.method() + " " + context.path() + " here"
                            : String.valueOf(e.getMessage()))));
            routes.exception(Exception.class, (e, context) -> {
                LOG.error("{} {} failed", context.method(), context.path(), e);
                refuse(context, ApiError.failed("internal_error", "the request failed: " + e.getMessage()));
            });
        });
    }

    /// Starts to listen.
    ///
    /// @throws IllegalStateException where the address cannot be had, a port in use for example
    public static ModelServer start(ServedModel model, ModelServerOptions options) {
        var server = new ModelServer(model, options);
        Http.listen(server.javalin, options.host(), options.port());
        return server;
    }

    /// The port it listens on.
    public int port() {
        return javalin.port();
    }

    /// Takes no more requests (503), lets what is being written end, at most for the time of the options, cuts off the rest, and stops
    /// listening.
    @Override
    public void close() {
        draining = true;
        try {
            if (!slots.drained(options.drain())) {
                LOG.warn("stopped while {} responses were being written", slots.running());
                model.rollouts().cancel();
                generate.abortAll();
                slots.drained(options.drain());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
        slots.clear();
    }

    /// Everything but the health asks for the key; without a key no web page may ask, which could otherwise reach this machine from a browser.
    private void admit(Context context) {
        if (context.path().equals("/health")) return;
        if (options.key() == null && context.header("Origin") != null) throw ApiError.origin();
        if (!Http.bears(context, options.key())) throw ApiError.key();
        if (draining && context.method().equals(HandlerType.POST)) throw ApiError.draining();
    }

    private static void refuse(Context context, ApiError error) {
        if (error.status() == 401) context.header("WWW-Authenticate", "Bearer");
        if (error.status() == 429) context.header("Retry-After", "1");
        Http.json(context, error.status(), error.body());
    }

    private void health(Context context) {
        Http.json(context, draining ? 503 : 200, Map.of("status", draining ? "draining" : "ok", "running", slots.running(), "slots",
                options.concurrency()));
    }

    private void oneModel(Context context) {
        var name = context.pathParam("model");
        if (!name.equals(model.name())) throw ApiError.model(name, model.name());
        Http.json(context, 200, card());
    }

    private Map<String, Object> card() {
        var card = new LinkedHashMap<String, Object>();
        card.put("id", model.name());
        card.put("object", "model");
        card.put("created", created);
        card.put("owned_by", "retool");
        card.put("max_model_len", model.engine().maxLength());
        return card;
    }

    private void info(Context context) {
        var weights = model.weights().current();
        var info = new LinkedHashMap<String, Object>();
        info.put("server", "retool"); // knows sampling_offset
        info.put("model_path", weights.path());
        info.put("tokenizer_path", weights.path());
        info.put("is_generation", true);
        info.put("weight_version", weights.version());
        info.put("max_model_len", model.engine().maxLength());
        info.put("max_running_requests", options.concurrency());
        Http.json(context, 200, info);
    }
}
