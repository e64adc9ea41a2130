package dev.retool4j.web.dashboard;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One page in a headless Chromium of this machine, driven over its debugging protocol.
final class Chromium implements AutoCloseable {
    /// Names the program where it is none of the usual ones.
    static final String VARIABLE = "RETOOL_CHROMIUM";

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
    private static final String LISTENING = "DevTools listening on ";
    private static final long PATIENCE_SECONDS = 60;
    private static final long LOOK_MILLIS = 20;

    private final Process process;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    /// @param profile an empty folder of its own
    /// @param events  is handed each event of the page, in order; it must not wait for an answer
    /// @throws IOException where the program does not start
    Chromium(Path program, Path profile, Consumer<JsonNode> events) throws IOException {
        process = new ProcessBuilder(program.toString(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                "--hide-scrollbars", "--disable-features=BackForwardCache", "--remote-debugging-port=0", "--remote-allow-origins=*",
                "--user-data-dir=" + profile, "about:blank")
                .redirectErrorStream(true).start();
        try {
            var output = process.inputReader(StandardCharsets.UTF_8);
            int port = URI.create(address(output)).getPort();
            Thread.ofVirtual().start(() -> drain(output));
            var client = HttpClient.newHttpClient();
            socket = client.newWebSocketBuilder().buildAsync(URI.create(page(client, port)), new Listener(events)).join();
        } catch (IOException | RuntimeException e) {
            end();
            throw e;
        }
        for (var domain : List.of("Runtime", "Log", "Page"))
            send(domain + ".enable", Map.of());
    }

    /// The program: what the variable names, or the first of the usual ones on the path.
    static Optional<Path> find() {
        var named = System.getenv(VARIABLE);
        if (named != null && !named.isEmpty()) return Optional.of(Path.of(named)).filter(Files::isExecutable);
        var folders = Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")).filter(folder -> !folder.isEmpty());
        return folders.flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
    }

    /// Sends a command and waits for its answer.
    JsonNode send(String method, Map<String, Object> parameters) {
        int id = last.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        waiting.put(id, answer);
        post(id, method, parameters).join();
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /// Sends a command and does not wait: for use inside of `events`.
    CompletableFuture<WebSocket> post(String method, Map<String, Object> parameters) {
        return post(last.incrementAndGet(), method, parameters);
    }

    private synchronized CompletableFuture<WebSocket> post(int id, String method, Map<String, Object> parameters) {
        return socket.sendText(JsonMapper.shared().writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true);
    }

    void open(String url) {
        send("Page.navigate", Map.of("url", url));
    }

    /// The value of an expression of the page, as text; a promise is waited for.
    String value(String expression) {
        var answer = send("Runtime.evaluate",
                Map.of("expression", "(async () => String(await (" + expression + ")))()", "awaitPromise", true));
        return answer.path("result").path("result").path("value").asString("");
    }

    /// Waits until an expression of the page is true.
    ///
    /// @throws IllegalStateException where it does not become true
    void until(String expression) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!value(expression).equals("true")) {
            if (System.nanoTime() > end) throw new IllegalStateException("the page did not come to: " + expression);
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /// How wide and high the page is, in CSS pixels.
    void size(int width, int height) {
        send("Emulation.setDeviceMetricsOverride", Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /// Dark or light, and nothing that moves.
    void dark(boolean dark) {
        send("Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"),
                        Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
    }

    @Override
    public void close() {
        socket.abort();
        end();
    }

    private void end() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    private static String address(BufferedReader output) throws IOException {
        for (String line; (line = output.readLine()) != null;)
            if (line.startsWith(LISTENING)) return line.substring(LISTENING.length());
        throw new IOException("Chromium ended without listening");
    }

    /// Chromium would block on a full pipe.
    private static void drain(BufferedReader output) {
        try (output) {
            output.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // it ended
        }
    }

    private static String page(HttpClient client, int port) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
        try {
            while (System.nanoTime() < end) {
                for (var page : JsonMapper.shared().readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body()))
                    if (page.path("type").asString().equals("page")) return page.path("webSocketDebuggerUrl").asString();
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Chromium started", e);
        }
        throw new IOException("Chromium opened no page");
    }

    /// Puts messages together and hands them on.
    private final class Listener implements WebSocket.Listener {
        private final Consumer<JsonNode> events;
        private final StringBuilder message = new StringBuilder();

        Listener(Consumer<JsonNode> events) {
            this.events = events;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean whole) {
            message.append(data);
            if (whole) {
                var json = JsonMapper.shared().readTree(message.toString());
                message.setLength(0);
                var answer = waiting.remove(json.path("id").asInt(-1));
                if (answer != null) answer.complete(json);
                else if (json.has("method")) events.accept(json);
            }
            from.request(1);
            return null;
        }
    }
}
