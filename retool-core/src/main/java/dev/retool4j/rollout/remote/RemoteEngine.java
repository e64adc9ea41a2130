package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import dev.retool4j.data.http.Waits;
import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.Generation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An engine behind a server. Each turn is one request with the whole sequence; one that fails is asked for again as it was, so that nothing
/// of a turn that broke off is kept. What fails for good is an [EngineException].
///
/// ```java
/// var options = ServerOptions.DEFAULT.with(ServerApi.SGLANG, "http://127.0.0.1:30000");
/// try (var engine = RemoteEngine.connect(options, HuggingFaceTokenizer.load(folder), System.getenv(options.keyVariable()))) {
///     var rollouts = new InterleavedRollout(engine, interpreter, RolloutOptions.DEFAULT);
/// }
/// ```
public final class RemoteEngine implements Engine {
    /// Where the server does not say how long a sequence may be.
    private static final int UNKNOWN_CONTEXT = 1 << 24;
    /// The version of weights where the server says none.
    static final String UNKNOWN = "unknown";

    /// The model that a server serves.
    ///
    /// @param name    what the server calls it
    /// @param version of its weights, where the server says one, else `unknown`
    /// @param context longest sequence in tokens; 0: the server does not say
    /// @param room    responses that it writes at once, others being refused for the time; 0: it does not say
    /// @param own     whether the server is retool's
    public record Served(String name, String version, int context, int room, boolean own) {}

    private final Server server;
    private final Served served;
    private final Tokenizer tokenizer;
    private final Wire wire;
    private final ServerApi api;
    private final ServedWeights weights;
    private final Map<String, Object> extra;
    private final int maxLength;
    private final Semaphore room;

    private RemoteEngine(ServerOptions options, Server server, Served served, Tokenizer tokenizer, int longest) {
        this.server = server;
        this.served = served;
        this.tokenizer = tokenizer;
        this.wire = wire(options, server, served, tokenizer);
        this.api = options.api();
        this.weights = new ServedWeights(server, served.version());
        this.extra = new LinkedHashMap<>();
        options.extra().forEach((name, value) -> extra.put(name, parsed(value)));
        int context = options.context() > 0 ? options.context() : served.context();
        this.maxLength = Math.min(context > 0 ? context : UNKNOWN_CONTEXT, longest);
        this.room = new Semaphore(served.room() > 0 ? Math.min(served.room(), options.concurrency()) : options.concurrency(), true);
    }

    /// Asks the server what it serves.
    ///
    /// @param tokenizer the served model's; null for the text protocols, and not used by chat: tokens are then counted by the bytes
    /// @param key       the server's, kept in memory only; null or blank: none
    /// @throws EngineException if the server does not answer, or not as its protocol says
    public static RemoteEngine connect(ServerOptions options, @Nullable Tokenizer tokenizer, @Nullable String key) {
        return connect(options, tokenizer, key, UNKNOWN_CONTEXT);
    }

    /// The same for sequences that are no longer than `longest` tokens, whatever the server allows.
    public static RemoteEngine connect(ServerOptions options, @Nullable Tokenizer tokenizer, @Nullable String key, int longest) {
        return connect(options, tokenizer, key, longest, Waits.real());
    }

    static RemoteEngine connect(ServerOptions options, @Nullable Tokenizer tokenizer, @Nullable String key, Waits waits) {
        return connect(options, tokenizer, key, UNKNOWN_CONTEXT, waits);
    }

    private static RemoteEngine connect(ServerOptions options, @Nullable Tokenizer tokenizer, @Nullable String key, int longest,
            Waits waits) {
        if (tokenizer == null && options.api().tokens())
            throw new EngineException(true, "engine.api=" + options.api().name().toLowerCase(java.util.Locale.ROOT)
                    + " needs the served model's tokenizer\nname its folder: engine.tokenizer=models/qwen");
        var server = new Server(options, key, waits);
        try {
            var served = options.api() == ServerApi.SGLANG ? sglang(server, options) : listed(server, options);
            // a chat endpoint has a chat template of its own: that of the tokenizer must not be applied before
            return new RemoteEngine(options, server, served,
                    tokenizer == null || options.api() == ServerApi.CHAT ? new TextTokenizer() : tokenizer, longest);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new EngineException(true, "stopped before the server at " + options.url() + " was asked");
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static Wire wire(ServerOptions options, Server server, Served served, Tokenizer tokenizer) {
        return switch (options.api()) {
            case SGLANG -> new SglangWire(server.own("/generate"), tokenizer, served.own(), options.seeds());
            case VLLM -> new VllmWire(server.openAi("/completions"), served.name(), tokenizer, options.seeds());
            case COMPLETIONS -> new CompletionsWire(server.openAi("/completions"), served.name(), tokenizer, options.seeds());
            case CHAT -> new ChatWire(server.openAi("/chat/completions"), served.name(), tokenizer, options.seeds());
        };
    }

    private static Served sglang(Server server, ServerOptions options) throws InterruptedException {
        var info = server.get(server.own("/get_model_info"), answer -> {
            if (!answer.path("model_path").isString()) throw new Unusable("the answer holds no model_path: is it SGLang?");
            return answer;
        });
        int context = options.context() > 0 ? 0 : server.get(server.own("/v1/models"), RemoteEngine::first).path("max_model_len").asInt(0);
        return new Served(info.path("model_path").asString(""), info.path("weight_version").asString(UNKNOWN), context,
                info.path("max_running_requests").asInt(0), info.path("server").asString("").startsWith("retool"));
    }

    /// Asked only where the options leave something open: not every endpoint has the list.
    private static Served listed(Server server, ServerOptions options) throws InterruptedException {
        var name = options.model();
        if (name != null && (options.context() > 0 || !options.api().tokens())) return new Served(name, UNKNOWN, 0, 0, false);
        var listed = server.get(server.openAi("/models"), answer -> {
            if (name == null && answer.path("data").size() > 1)
                throw new EngineException(true, "the server at " + options.url() + " has several models\nname one with engine.model: "
                        + answer.path("data").findValuesAsString("id"));
            if (name == null) return first(answer);
            for (var model : answer.path("data"))
                if (model.path("id").asString("").equals(name)) return model;
            throw new EngineException(true, "the server at " + options.url() + " has no model " + name + "\nit has: "
                    + answer.path("data").findValuesAsString("id"));
        });
        return new Served(listed.path("id").asString(""), UNKNOWN, listed.path("max_model_len").asInt(0), 0, false);
    }

    private static JsonNode first(JsonNode answer) throws Unusable {
        var model = answer.path("data").path(0);
        if (!model.path("id").isString()) throw new Unusable("the answer lists no model");
        return model;
    }

    /// The value as JSON; what is none is text.
    private static Object parsed(String value) {
        try {
            return JsonMapper.shared().readTree(value);
        } catch (JacksonException e) {
            return value;
        }
    }

    /// What the server said of itself.
    public Served served() {
        return served;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public int maxLength() {
        return maxLength;
    }

    /// {@inheritDoc} Waits while as many sequences are open as the options allow.
    @Override
    public Sequence open(int[] prompt, long seed) {
        if (prompt.length == 0 || prompt.length >= maxLength)
            throw new IllegalArgumentException("the prompt has " + prompt.length + " tokens, expected 1 to " + (maxLength - 1));
        try {
            room.acquire();
            return new RemoteSequence(this, prompt, seed, room::release);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new RemoteSequence(this, prompt, seed, () -> {}); // its turns end as aborted
        }
    }

    /// Asks for a turn. What nobody waits for any more is ended on servers of SGLang's kind; the others see that the connection is closed.
    Generation ask(Turn turn) throws InterruptedException {
        var body = wire.body(turn);
        body.putAll(extra);
        var id = UUID.randomUUID().toString();
        var asking = api == ServerApi.SGLANG
                ? new Server.Asking(attempt -> with(body, "rid", id + "-" + attempt),
                        attempt -> server.tell(server.own("/abort_request"), Map.of("rid", id + "-" + attempt)))
                : new Server.Asking(attempt -> body, attempt -> {});
        return server.turn(wire.address(), asking, answer -> {
            weights.check(answer);
            return wire.read(answer, turn);
        });
    }

    private static Map<String, Object> with(Map<String, Object> body, String name, Object value) {
        var more = new LinkedHashMap<>(body);
        more.put(name, value);
        return more;
    }

    /// Gives the server other weights (`/update_weights_from_disk` of SGLang, and of retool's own server). From then on no answer counts that
    /// says that it was made with others: a server that was started anew is given them again.
    ///
    /// @param folder  a model folder, under the path by which the server sees it; it must stay until other weights are given
    /// @param version what these weights are called
    /// @throws EngineException      if the server does not take them, or its protocol knows no such update
    /// @throws InterruptedException if the thread is interrupted; the server may have the weights or not
    public void updateWeights(String folder, String version) throws InterruptedException {
        if (api != ServerApi.SGLANG)
            throw new EngineException(true, "engine.api=" + api.name().toLowerCase(java.util.Locale.ROOT)
                    + " knows no way to give the server new weights\ntrain with rollouts on SGLang, or on retool serve (engine.api=sglang)");
        weights.give(folder, version);
    }

    @Override
    public void close() {
        server.close();
    }
}
