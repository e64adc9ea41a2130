package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunException;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DashboardTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final DashboardOptions OPTIONS = DashboardOptions.DEFAULT.withAddress("127.0.0.1", 0);

    @TempDir
    private Path folder = Path.of("");

    private Path runs = Path.of("");
    private RunDirectory run;
    private Dashboard dashboard;

    @BeforeEach
    void start() throws IOException {
        runs = Files.createDirectory(folder.resolve("runs"));
        run = TestRuns.open(runs.resolve("demo").resolve("tool"));
        dashboard = Dashboard.start(runs, OPTIONS, null);
    }

    @AfterEach
    void stop() {
        dashboard.close();
        run.close();
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + path));
        if (headers.length > 0) request.headers(headers);
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws IOException, InterruptedException {
        var response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    /// A request as it goes over the wire, which the client above would not send.
    private String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
            socket.getOutputStream().write((request.replace("PORT", "" + dashboard.port()) + "\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void runsAreListedWithHowTheyStand() throws Exception {
        var listed = json("/api/runs").path("runs").get(0);
        assertThat(listed.path("id").asString()).isEqualTo("demo~tool");
        assertThat(listed.path("state").asString()).isEqualTo("running");
        assertThat(listed.path("algorithm").asString()).isEqualTo("grpo");
        assertThat(listed.path("model").asString()).isEqualTo("models/tiny");
        assertThat(listed.path("tokens_per_second").asDouble()).isEqualTo(300);
        assertThat(listed.path("reward").asDouble()).isEqualTo(0.3);
        assertThat(listed.path("accuracy").asDouble()).isEqualTo(1);
        assertThat(listed.path("set").asString()).isEqualTo("held");
        assertThat(json("/api/runs/demo~tool").path("sources").toString()).isEqualTo("[\"train\",\"held@0\",\"held@3\"]");
    }

    @Test
    void tracesAreFilteredSortedAndCutIntoPages() throws Exception {
        var all = json("/api/runs/demo~tool/traces?source=train");
        assertThat(all.path("total").asInt()).isEqualTo(6);
        assertThat(all.path("rows").get(0).path("strip").get(1).toString()).isEqualTo("[\"code\",10]");
        var some = json("/api/runs/demo~tool/traces?filter=step:2..3%20is:wrong%20error:NameError&sort=-step&count=1");
        assertThat(some.path("total").asInt()).isEqualTo(2);
        assertThat(some.path("rows")).hasSize(1);
        assertThat(some.path("rows").get(0).path("id").asString()).isEqualTo("train-000003-001");
        assertThat(some.path("rows").get(0).path("answer").isNull()).isTrue();
    }

    @Test
    void oneTraceHasItsCallsItsCorrectionAndItsNeighbours() throws Exception {
        var trace = json("/api/runs/demo~tool/trace?id=train-000002-000");
        assertThat(trace.path("segments").get(1).path("call").path("exit").asInt()).isEqualTo(1);
        assertThat(trace.path("segments").get(3).path("corrects").asBoolean()).isTrue();
        assertThat(trace.path("previous").asString()).isEqualTo("train-000001-001");
        assertThat(trace.path("next").asString()).isEqualTo("train-000002-001");
        assertThat(trace.path("group")).hasSize(2);
        var file = get("/api/runs/demo~tool/export?id=train-000002-000");
        assertThat(file.headers().firstValue("Content-Disposition")).hasValue("attachment; filename=\"trace.html\"");
        assertThat(file.body()).startsWith("<!DOCTYPE html>").contains("NameError").doesNotContain("<script");
    }

    @Test
    void whatFlippedBetweenTwoEvaluationsComesFirst() throws Exception {
        var problems = json("/api/compare?a=demo~tool&asource=held@0&b=demo~tool&bsource=held@3").path("problems");
        assertThat(problems.get(0).path("problem").asString()).isEqualTo("flips");
        assertThat(problems.get(0).path("verdict").asString()).isEqualTo("better");
        assertThat(problems.get(1).path("verdict").asString()).isEqualTo("same");
        var matrix = json("/api/runs/demo~tool/matrix");
        assertThat(matrix.path("steps").toString()).isEqualTo("[0,3]");
        assertThat(matrix.path("rows").get(0).path("cells").toString()).isEqualTo("[0.0,1.0]");
    }

    @Test
    void eventsGoOnWhereABrowserWas() throws Exception {
        var first = json("/api/runs/demo~tool/metrics");
        assertThat(first.path("rows")).hasSize(5);
        long end = first.path("end").asLong();
        run.log(4, Map.of(MetricNames.REWARD_MEAN, 0.5));
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + "/api/runs/demo~tool/events"))
                .header("Last-Event-ID", "" + end).build();
        var response = CLIENT.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (var lines = response.body()) {
            var seen = new StringBuilder();
            for (int c; (c = lines.read()) >= 0 && !(seen.indexOf("id: ") >= 0 && seen.indexOf("event: state") >= 0 && c == '}');)
                seen.append((char) c);
            assertThat(seen.toString()).contains("event: metric").contains("\"step\":4").doesNotContain("\"step\":3,\"time\"");
            assertThat(seen.toString()).contains("id: " + Files.size(run.path().resolve("metrics.jsonl")));
        }
    }

    @Test
    void foreignNamesAndPagesAreRefused() throws Exception {
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1:PORT")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: localhost:PORT")).startsWith("HTTP/1.1 200");
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: evil.example:PORT")).startsWith("HTTP/1.1 403")
                .contains("not served under the name");
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1")).startsWith("HTTP/1.1 403");
        assertThat(raw("GET /api/runs HTTP/1.1\r\nHost: 127.0.0.1.evil.example:PORT")).startsWith("HTTP/1.1 403");
        assertThat(get("/api/runs", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(get("/api/runs", "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(get("/api/runs", "Origin", "http://127.0.0.1:" + dashboard.port()).statusCode()).isEqualTo(200);
        assertThat(get("/").headers().firstValue("Content-Security-Policy").orElse("")).startsWith("default-src 'self';")
                .doesNotContain("unsafe");
    }

    @Test
    void nothingOutsideOfTheRunsIsRead() throws Exception {
        var secret = Files.writeString(folder.resolve("secret"), "{\"step\":1,\"secret\":1}\n");
        TestRuns.open(folder.resolve("outside")).close();
        Files.createSymbolicLink(runs.resolve("link"), folder.resolve("outside"));
        var inside = TestRuns.open(runs.resolve("inside"));
        inside.close();
        Files.delete(inside.path().resolve("metrics.jsonl"));
        Files.createSymbolicLink(inside.path().resolve("metrics.jsonl"), secret);
        assertThat(json("/api/runs").path("runs").toString()).doesNotContain("\"link\"").contains("holds a link to outside");
        assertThat(get("/api/runs/link").statusCode()).isEqualTo(404);
        assertThat(get("/api/runs/inside/metrics").statusCode()).isEqualTo(403);
        assertThat(get("/api/runs/..~outside").statusCode()).isEqualTo(404);
        assertThat(get("/api/runs/demo~tool/traces?source=..%2F..%2Fsecret@3").statusCode()).isEqualTo(400);
        assertThat(get("/api/runs/demo~tool/trace?source=..@3&id=x").statusCode()).isEqualTo(400);
        for (var path : new String[]{"/../secret", "/assets/../../secret", "/assets/..%2f..%2fsecret", "/api/runs/..%2foutside",
            "/%2e%2e/secret"})
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:PORT")).as(path).startsWith("HTTP/1.1 4")
                    .doesNotContain("\"secret\"");
    }

    @Test
    void errorsSayWhatAndWhatToDo() throws Exception {
        var missing = get("/api/runs/none");
        assertThat(missing.statusCode()).isEqualTo(404);
        var error = JsonMapper.shared().readTree(missing.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("not_found");
        assertThat(error.path("message").asString()).isEqualTo("there is no run 'none'");
        assertThat(error.path("hint").asString()).isNotEmpty();
        assertThat(get("/api/runs/demo~tool/traces?filter=color:red").body()).contains("a filter has no 'color'");
        assertThat(get("/api/runs/demo~tool/traces?sort=color").statusCode()).isEqualTo(400);
        assertThat(get("/api/runs/demo~tool/traces?count=1000000").statusCode()).isEqualTo(400);
        assertThat(get("/nothing").body()).contains("\"not_found\"");
        var console = CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + "/api/console"))
                .header("Origin", "http://127.0.0.1:" + dashboard.port()).POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"\"}"))
                .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(console.statusCode()).isEqualTo(404);
    }

    @Test
    void aTokenIsShownOnceAndKeptInACookie() throws Exception {
        dashboard.close();
        dashboard = Dashboard.start(runs, OPTIONS.withToken("secret-word"), null);
        assertThat(get("/").statusCode()).isEqualTo(401);
        assertThat(get("/api/runs").statusCode()).isEqualTo(401);
        assertThat(get("/?token=wrong-word").statusCode()).isEqualTo(401);
        var shown = get("/?token=secret-word");
        assertThat(shown.statusCode()).isEqualTo(200);
        var cookie = shown.headers().firstValue("Set-Cookie").orElse("");
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(get("/api/runs", "Cookie", cookie.substring(0, cookie.indexOf(';'))).statusCode()).isEqualTo(200);
        assertThat(get("/api/runs", "Authorization", "Bearer secret-word").statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> OPTIONS.withAddress("0.0.0.0", 0)).hasMessageContaining("needs a token");
    }

    @Test
    void aPortInUseAndAMissingFolderAreSaid() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> Dashboard.start(runs, OPTIONS.withAddress("127.0.0.1", taken.getLocalPort()), null))
                    .isInstanceOf(IllegalStateException.class).hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
        assertThatThrownBy(() -> Dashboard.start(folder.resolve("none"), OPTIONS, null)).isInstanceOf(RunException.class)
                .hasMessageContaining("there is no folder");
    }

    @Test
    void theConsoleRunsCodeForItsOwnPagesOnly() throws Exception {
        dashboard.close();
        try (var interpreter = LocalInterpreter
                .start(LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false), line -> System.out.println(line))) {
            dashboard = Dashboard.start(runs, OPTIONS, interpreter);
            var own = "http://127.0.0.1:" + dashboard.port();
            assertThat(json("/api/runs").path("console").asBoolean()).isTrue();
            assertThat(post("{\"code\": \"print(6 * 7)\"}", own)).contains("\"finished\"").contains("42\\n");
            assertThat(post("{\"code\": \"1/0\"}", own)).contains("\"error\"").contains("ZeroDivisionError");
            assertThat(post("no json", own)).contains("the body is no JSON");
            assertThat(post("{\"code\": \"print(6 * 7)\"}", "http://evil.example")).contains("\"forbidden\"");
            assertThat(raw("POST /api/console HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nContent-Length: 0")).startsWith("HTTP/1.1 403");
        }
    }

    private String post(String body, String origin) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + dashboard.port() + "/api/console")).header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build();
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
