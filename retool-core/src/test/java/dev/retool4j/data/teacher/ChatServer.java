package dev.retool4j.data.teacher;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A chat endpoint on the loopback interface that speaks OpenAI's protocol, streaming, and whatever faults a test wants.
public final class ChatServer implements AutoCloseable {
    private final HttpServer server;
    private final Script script;
    private final ConcurrentHashMap<String, AtomicInteger> attempts = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    /// Decides what a request gets.
    @FunctionalInterface
    public interface Script {
        /// @param attempt 1 for the first request of this content
        Answer answer(Call call, int attempt);
    }

    /// @param messages contents of the messages
    public record Call(List<String> messages, JsonNode body, String authorization) {
        public String last() {
            return messages.getLast();
        }
    }

    public sealed interface Answer {
        /// A stream to its end, in pieces of so many characters.
        record Streamed(String text, String finish, int piece) implements Answer {}

        /// A stream that breaks off after so many characters.
        record Cut(String text, int after) implements Answer {}

        /// One document.
        record Plain(int status, String body, Map<String, String> headers) implements Answer {}

        static Answer text(String text) {
            return new Streamed(text, "stop", 200);
        }

        static Answer status(int status) {
            return new Plain(status, "{\"error\":{\"message\":\"status " + status + "\"}}", Map.of());
        }
    }

    private ChatServer(HttpServer server, Script script) {
        this.server = server;
        this.script = script;
    }

    public static ChatServer start(Script script) throws IOException {
        var http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        var server = new ChatServer(http, script);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        http.createContext("/v1/chat/completions", server::handle);
        http.start();
        return server;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /// Requests that came in.
    public int requests() {
        return requests.get();
    }

    /// Answers that were sent whole.
    public int answered() {
        return answered.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            var messages = new ArrayList<String>();
            body.path("messages").forEach(message -> messages.add(message.path("content").asString()));
            requests.incrementAndGet();
            var authorization = exchange.getRequestHeaders().getFirst("Authorization");
            var call = new Call(messages, body, authorization == null ? "" : authorization);
            int attempt = attempts.computeIfAbsent(messages + "#" + body.path("seed"), key -> new AtomicInteger()).incrementAndGet();
            switch (script.answer(call, attempt)) {
                case Answer.Plain plain -> plain(exchange, plain);
                case Answer.Cut cut -> {
                    var out = stream(exchange);
                    event(out, delta(cut.text().substring(0, Math.min(cut.after(), cut.text().length())), ""));
                    // closed before its end
                }
                case Answer.Streamed whole -> whole(stream(exchange), whole, call);
            }
        }
    }

    private static void plain(HttpExchange exchange, Answer.Plain plain) throws IOException {
        plain.headers().forEach(exchange.getResponseHeaders()::set);
        var bytes = plain.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(plain.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static OutputStream stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    private void whole(OutputStream out, Answer.Streamed whole, Call call) throws IOException {
        out.write(": a comment that keeps the connection alive\n\n".getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < whole.text().length(); at += whole.piece())
            event(out, delta(whole.text().substring(at, Math.min(whole.text().length(), at + whole.piece())), ""));
        event(out, delta("", whole.finish()));
        int prompt = call.messages().stream().mapToInt(String::length).sum() / 4;
        event(out, "{\"choices\":[],\"usage\":{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":" + whole.text().length() / 4 + "}}");
        event(out, "[DONE]");
        out.close();
        answered.incrementAndGet();
    }

    private static String delta(String text, String finish) {
        return JsonMapper.shared().writeValueAsString(Map.of("choices",
                List.of(finish.isEmpty()
                        ? Map.of("index", 0, "delta", Map.of("content", text))
                        : Map.of("index", 0, "delta", Map.of(), "finish_reason", finish))));
    }

    private static void event(OutputStream out, String data) throws IOException {
        out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
