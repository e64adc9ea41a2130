package dev.retool4j.web.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A page in headless Chromium, driven over the DevTools protocol.
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final List<Path> PLACES = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"));

    /// What the page complained about.
    final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();
    private final StringBuilder message = new StringBuilder();

    /// @param profile an empty folder
    Browser(Path profile) throws IOException {
        var program = PLACES.stream().filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(program.isPresent(), "Chromium is not installed: the pages are not looked at");
        process = new ProcessBuilder(program.orElseThrow().toString(), "--headless", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage",
                "--remote-debugging-port=0", "--remote-allow-origins=*", "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true)
                .start();
        int port = URI.create(address(process.inputReader(StandardCharsets.UTF_8))).getPort();
        Thread.ofVirtual().start(() -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(line -> {})); // or it would block on a full pipe
        var client = HttpClient.newHttpClient();
        var pages = Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> client
                .send(java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString())
                .body(), body -> body.contains("\"page\""));
        String debugger = "";
        for (var page : JsonMapper.shared().readTree(pages))
            if (page.path("type").asString().equals("page")) debugger = page.path("webSocketDebuggerUrl").asString();
        socket = client.newWebSocketBuilder().buildAsync(URI.create(debugger), this).join();
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
        send("Page.enable", Map.of());
    }

    private static String address(BufferedReader output) throws IOException {
        for (String line; (line = output.readLine()) != null;)
            if (line.startsWith("DevTools listening on ")) return line.substring("DevTools listening on ".length());
        throw new IOException("Chromium ended without listening");
    }

    JsonNode send(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        socket.sendText(JsonMapper.shared().writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true).join();
        return answer.orTimeout(60, TimeUnit.SECONDS).join();
    }

    void open(String url) {
        send("Page.navigate", Map.of("url", url));
    }

    /// The value of an expression of the page, as text.
    String value(String expression) {
        return send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")")).path("result").path("result").path("value")
                .asString("");
    }

    /// Waits until an expression of the page holds.
    void until(String expression) {
        Awaitility.await(expression).atMost(Duration.ofSeconds(60)).until(() -> value(expression).equals("true"));
    }

    void press(String key) {
        send("Input.dispatchKeyEvent", Map.of("type", "keyDown", "key", key, "text", key));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
        message.append(data);
        if (whole) {
            var json = JsonMapper.shared().readTree(message.toString());
            message.setLength(0);
            var method = json.path("method").asString("");
            var text = json.path("params").toString();
            if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded") && text.contains("\"error\"")
                    || method.equals("Runtime.consoleAPICalled") && text.contains("\"type\":\"error\""))
                complaints.add(text);
            var answer = waiting.remove(json.path("id").asInt(-1));
            if (answer != null) answer.complete(json);
        }
        from.request(1);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
