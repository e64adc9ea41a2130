package dev.retool4j.web.dashboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/// A page of the dashboard in headless Chromium: what it complains about, and answers that a test gives in the server's place.
final class Browser implements AutoCloseable {
    /// What the page complained about.
    final Queue<String> complaints = new ConcurrentLinkedQueue<>();
    /// The addresses that were asked for and answered by the test.
    final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final Map<String, Function<String, String>> answers = new ConcurrentHashMap<>();
    private final Chromium chromium;

    /// @param profile an empty folder
    Browser(Path profile) throws IOException {
        var program = Chromium.find();
        Assumptions.assumeTrue(program.isPresent(), "Chromium is not installed: the pages are not looked at");
        chromium = new Chromium(program.orElseThrow(), profile, this::happened);
    }

    /// From now on, requests whose path ends so are answered with this JSON, made of the whole address.
    void answer(String path, Function<String, String> json) {
        answers.put(path, json);
        chromium.send("Fetch.enable", Map.of("patterns", List.of(Map.of("urlPattern", "*/api/*"))));
    }

    JsonNode send(String method, Map<String, Object> parameters) {
        return chromium.send(method, parameters);
    }

    void open(String url) {
        chromium.open(url);
    }

    void size(int width) {
        chromium.size(width, 800);
    }

    void dark(boolean dark) {
        chromium.dark(dark);
    }

    /// The value of an expression of the page, as text.
    String value(String expression) {
        return chromium.value(expression);
    }

    boolean holds(String expression) {
        return value(expression).equals("true");
    }

    /// Waits until an expression of the page holds.
    void until(String expression) {
        Awaitility.await(expression).atMost(java.time.Duration.ofSeconds(30)).until(() -> holds(expression));
    }

    /// Presses a key: a character, or a name such as `ArrowRight` or `Tab`.
    void press(String key) {
        var code = Map.of("Tab", 9, "Enter", 13, "Escape", 27, "ArrowLeft", 37, "ArrowRight", 39).getOrDefault(key, 0);
        boolean character = key.length() == 1;
        send("Input.dispatchKeyEvent", Map.of("type", character ? "keyDown" : "rawKeyDown", "key", key, "code", character ? "" : key,
                "windowsVirtualKeyCode", code, "text", character ? key : ""));
        if (key.equals("Enter")) send("Input.dispatchKeyEvent", Map.of("type", "char", "key", key, "text", "\r"));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    private void happened(JsonNode event) {
        var method = event.path("method").asString("");
        var text = event.path("params").toString();
        if (method.equals("Fetch.requestPaused")) resolve(event.path("params"));
        else if (method.equals("Runtime.exceptionThrown") || method.equals("Log.entryAdded") && text.contains("\"error\"")
                || method.equals("Runtime.consoleAPICalled") && text.contains("\"type\":\"error\""))
            complaints.add(text);
    }

    private void resolve(JsonNode request) {
        var id = request.path("requestId").asString();
        var url = request.path("request").path("url").asString();
        var path = url.replaceFirst("\\?.*", "");
        var answer = answers.entrySet().stream().filter(entry -> path.endsWith(entry.getKey())).findFirst();
        if (answer.isEmpty()) {
            chromium.post("Fetch.continueRequest", Map.of("requestId", id));
            return;
        }
        asked.add(url);
        var body = answer.orElseThrow().getValue().apply(url).getBytes(StandardCharsets.UTF_8);
        chromium.post("Fetch.fulfillRequest", Map.of("requestId", id, "responseCode", 200, "responseHeaders",
                List.of(Map.of("name", "Content-Type", "value", "application/json")), "body", Base64.getEncoder().encodeToString(body)));
    }

    @Override
    public void close() {
        chromium.close();
    }
}
