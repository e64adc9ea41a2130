package dev.retool4j.rollout.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.retool4j.chat.Tokenizer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server on the loopback interface that speaks SGLang's, vLLM's and OpenAI's protocols, with whatever faults a test wants. Its model
/// calls the interpreter in its first turn and answers in its second. Token `i` of a turn has log-probability −(i+1)/100.
public final class ModelServer implements AutoCloseable {
    static final List<String> CALL = List.of("So ", "<code>", "\n```python\n", "print(6*7)", "\n```\n", "</code>");
    static final List<String> ANSWER = List.of("It is ", "<answer>", "\\boxed{42}", "</answer>");

    /// What goes wrong with a request.
    enum Fault {
        NONE, BUSY, BROKEN, SILENT, CUT, MALFORMED, NO_TOKENS, COUNTS_DIFFER, ABORTED, REFUSED
    }

    final List<JsonNode> bodies = new CopyOnWriteArrayList<>();
    private final Tokenizer tokenizer;
    private final java.util.function.ToIntFunction<String> pieces;
    private final IntFunction<Fault> faults;
    private final AtomicInteger generations = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final String info;
    /// The requests that it was told to end.
    final List<String> aborted = new CopyOnWriteArrayList<>();
    /// The folders that it was told to take weights from.
    final List<String> taken = new CopyOnWriteArrayList<>();
    volatile String version = "default";
    volatile boolean takesWeights = true;
    private volatile HttpServer http;
    private final int port;

    /// @param faults by the number of the generation request, from 0
    ModelServer(Tokenizer tokenizer, java.util.function.ToIntFunction<String> pieces, String info, IntFunction<Fault> faults)
            throws IOException {
        this.tokenizer = tokenizer;
        this.pieces = pieces;
        this.info = info;
        this.faults = faults;
        this.http = listen(0);
        this.port = http.getAddress().getPort();
    }

    private HttpServer listen(int at) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 200);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void die() {
        http.stop(0);
        version = "default";
    }

    void comeBack() {
        try {
            http = listen(port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            switch (path) {
                case "/get_model_info" -> send(exchange, 200, info.replace("\"7\"", '"' + version + '"'));
                case "/abort_request" -> {
                    aborted.add(JsonMapper.shared().readTree(body).path("rid").asString());
                    send(exchange, 200, "");
                }
                case "/update_weights_from_disk" -> update(exchange, JsonMapper.shared().readTree(body));
                case "/v1/models" -> send(exchange, 200, "{\"data\":[{\"id\":\"tiny\",\"max_model_len\":4096}]}");
                case "/generate", "/v1/completions", "/v1/chat/completions" -> generate(exchange, path, JsonMapper.shared().readTree(body));
                default -> send(exchange, 404, "{}");
            }
        }
    }

    private void update(HttpExchange exchange, JsonNode body) throws IOException {
        if (!takesWeights) {
            send(exchange, 400, "{\"success\":false,\"message\":\"no such folder\",\"num_paused_requests\":0}");
            return;
        }
        taken.add(body.path("model_path").asString());
        version = body.path("weight_version").asString();
        send(exchange, 200, "{\"success\":true,\"message\":\"Succeeded\",\"num_paused_requests\":0}");
    }

    private void generate(HttpExchange exchange, String path, JsonNode body) throws IOException {
        bodies.add(body);
        var fault = faults.apply(generations.getAndIncrement());
        switch (fault) {
            case BUSY -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                send(exchange, 429, "{\"error\":\"busy\"}");
            }
            case BROKEN -> send(exchange, 500, "{\"error\":\"out of memory\"}");
            case REFUSED -> send(exchange, 400, "{\"error\":\"too long\"}");
            case SILENT -> await();
            case CUT -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"text\":".getBytes(StandardCharsets.UTF_8));
            }
            case MALFORMED -> send(exchange, 200, "{\"choices\":[{\"text\":");
            case NO_TOKENS -> send(exchange, 200, "{\"choices\":[{\"finish_reason\":\"stop\"}],\"meta_info\":{}}");
            case NONE, COUNTS_DIFFER, ABORTED -> send(exchange, 200, JsonMapper.shared().writeValueAsString(switch (path) {
                case "/generate" -> sglang(body, fault);
                case "/v1/completions" -> completion(body, fault);
                default -> chat(body, fault);
            }));
        }
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, Object> sglang(JsonNode body, Fault fault) {
        var turn = turn(text(body.path("input_ids")));
        var ids = turn.stream().mapToInt(pieces).toArray();
        var logprobs = new ArrayList<Object>();
        for (int i = 0; i < ids.length; i++)
            logprobs.add(java.util.Arrays.asList(-(i + 1) / 100.0, ids[i], null));
        if (fault == Fault.COUNTS_DIFFER) logprobs.removeLast();
        var finish = fault == Fault.ABORTED ? Map.of("type", "abort") : Map.of("type", "stop", "matched", turn.getLast());
        return Map.of("text", String.join("", turn), "output_ids", ids, "meta_info",
                Map.of("finish_reason", finish, "output_token_logprobs", logprobs, "weight_version", version));
    }

    private Map<String, Object> completion(JsonNode body, Fault fault) {
        boolean tokens = body.path("prompt").isArray();
        var turn = turn(tokens ? text(body.path("prompt")) : body.path("prompt").asString());
        var choice = new LinkedHashMap<String, Object>();
        choice.put("finish_reason", fault == Fault.ABORTED ? "abort" : "stop");
        if (!tokens) {
            choice.put("text", String.join("", turn.subList(0, turn.size() - 1)));
            if (fault == Fault.COUNTS_DIFFER) choice.remove("text");
            return Map.of("choices", List.of(choice));
        }
        var logprobs = new ArrayList<Double>();
        for (int i = 0; i < turn.size(); i++)
            logprobs.add(-(i + 1) / 100.0);
        if (fault == Fault.COUNTS_DIFFER) logprobs.removeLast();
        choice.put("text", String.join("", turn));
        choice.put("token_ids", turn.stream().mapToInt(pieces).toArray());
        choice.put("logprobs", Map.of("token_logprobs", logprobs));
        choice.put("stop_reason", turn.getLast());
        return Map.of("choices", List.of(choice));
    }

    private static Map<String, Object> chat(JsonNode body, Fault fault) {
        var text = new StringBuilder();
        body.path("messages").forEach(message -> text.append(message.path("content").asString()));
        var turn = turn(text.toString());
        Map<String, Object> message = fault == Fault.COUNTS_DIFFER
                ? Map.of()
                : Map.of("content", String.join("", turn.subList(0, turn.size() - 1)));
        return Map.of("choices", List.of(Map.of("message", message, "finish_reason", fault == Fault.ABORTED ? "abort" : "stop")));
    }

    private static List<String> turn(String text) {
        return text.contains("<interpreter>") ? ANSWER : CALL;
    }

    private String text(JsonNode ids) {
        var read = new int[ids.size()];
        for (int i = 0; i < read.length; i++)
            read[i] = ids.path(i).asInt();
        return tokenizer.decode(read);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        http.stop(0);
    }
}
