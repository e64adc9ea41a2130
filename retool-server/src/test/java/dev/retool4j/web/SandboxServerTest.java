package dev.retool4j.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.sandbox.ExecutionResult.Status;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import dev.retool4j.sandbox.RemoteInterpreter;
import dev.retool4j.sandbox.RemoteOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SandboxServerTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static LocalInterpreter interpreter;
    private static SandboxServer server;

    @BeforeAll
    static void start() {
        var options = LocalOptions.DEFAULT.withWorkers(1, 4).withPreload(List.of(), false).withWallFactor(1);
        interpreter = LocalInterpreter.start(options, System.out::println);
        server = SandboxServer.start(interpreter, SandboxServerOptions.DEFAULT.withAddress("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        server.close();
        interpreter.close();
    }

    private static HttpResponse<String> post(int port, String body) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/run_code")).POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String get(String path) throws IOException, InterruptedException {
        return CLIENT
                .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static JsonNode run(String body) throws IOException, InterruptedException {
        var response = post(server.port(), body);
        assertThat(response.statusCode()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    @Test
    void aProgramThatSucceedsGivesTheDocumentedFieldsInOrder() throws Exception {
        var response = run(
                """
                        {"code": "print('hello')", "language": "python", "compile_timeout": 10, "run_timeout": 5, "memory_limit_MB": -1, "stdin": null,
                         "files": {}, "fetch_files": [], "unknown": 1}""");
        assertThat(response.propertyNames()).startsWith("status", "message", "compile_result", "run_result", "executor_pod_name", "files");
        assertThat(response.path("status").asString()).isEqualTo("Success");
        assertThat(response.path("message").asString()).isEmpty();
        assertThat(response.path("compile_result").isNull()).isTrue();
        var run = response.path("run_result");
        assertThat(run.propertyNames()).containsExactly("status", "execution_time", "return_code", "stdout", "stderr");
        assertThat(run.path("status").asString()).isEqualTo("Finished");
        assertThat(run.path("return_code").asInt()).isZero();
        assertThat(run.path("stdout").asString()).isEqualTo("hello\n");
        assertThat(response.path("files").isObject()).isTrue();
    }

    @Test
    void aProgramThatFailsIsFailedWithItsReturnCode() throws Exception {
        var response = run("{\"code\": \"print('before'); 1/0\", \"language\": \"python\"}");
        assertThat(response.path("status").asString()).isEqualTo("Failed");
        assertThat(response.path("run_result").path("return_code").asInt()).isEqualTo(1);
        assertThat(response.path("run_result").path("stdout").asString()).isEqualTo("before\n");
        assertThat(response.path("run_result").path("stderr").asString()).endsWith("ZeroDivisionError: division by zero\n");
        var crash = run("{\"code\": \"import ctypes; ctypes.string_at(0)\", \"language\": \"python\"}");
        assertThat(crash.path("run_result").path("return_code").asInt()).isEqualTo(-11);
    }

    @Test
    void aProgramThatTakesTooLongHasNoReturnCode() throws Exception {
        var response = run("{\"code\": \"print(1)\\nwhile True: pass\", \"run_timeout\": 0.5}");
        assertThat(response.path("status").asString()).isEqualTo("Failed");
        assertThat(response.path("run_result").path("status").asString()).isEqualTo("TimeLimitExceeded");
        assertThat(response.path("run_result").path("return_code").isNull()).isTrue();
        assertThat(response.path("run_result").path("stdout").asString()).isEqualTo("1\n");
    }

    @Test
    void inputAndFilesGoInAndFilesComeOut() throws Exception {
        var response = run(
                """
                        {"code": "d = open('in.txt').read() + input()\\nopen('out.txt', 'w').write(d)\\nimport os; os._exit(0)", "language": "python",
                         "stdin": "def", "files": {"in.txt": "YWJj"}, "fetch_files": ["out.txt", "missing.txt", "/etc/passwd"]}""");
        assertThat(response.path("files")).isEqualTo(JsonMapper.shared().readTree("{\"out.txt\": \"YWJjZGVm\"}"));
    }

    @Test
    void anotherLanguageIsASandboxError() throws Exception {
        var response = run("{\"code\": \"int main() {}\", \"language\": \"cpp\"}");
        assertThat(response.path("status").asString()).isEqualTo("SandboxError");
        assertThat(response.path("message").asString()).contains("cpp");
    }

    @Test
    void aRequestWithoutCodeIsRefusedAsPydanticDoes() throws Exception {
        var response = post(server.port(), "{\"language\": \"python\"}");
        assertThat(response.statusCode()).isEqualTo(422);
        var detail = JsonMapper.shared().readTree(response.body()).path("detail").path(0);
        assertThat(detail.path("type").asString()).isEqualTo("missing");
        assertThat(detail.path("loc").toString()).isEqualTo("[\"body\",\"code\"]");
        assertThat(post(server.port(), "{").statusCode()).isEqualTo(422);
    }

    @Test
    void healthPingAndMetricsAnswer() throws Exception {
        run("{\"code\": \"print(1)\"}");
        assertThat(get("/v1/ping")).isEqualTo("\"pong\"");
        assertThat(JsonMapper.shared().readTree(get("/health")).path("status").asString()).isEqualTo("ok");
        assertThat(get("/metrics")).contains("retool_sandbox_executions_total{status=\"finished\"} ")
                .contains("retool_sandbox_in_flight 0\n");
    }

    @Test
    void ourClientGetsTheExactStatusFromOurServer() {
        var uri = URI.create("http://127.0.0.1:" + server.port() + "/");
        try (var remote = new RemoteInterpreter(RemoteOptions.of(List.of(uri)))) {
            assertThat(remote.run("print(6 * 7)", Limits.DEFAULT).stdout()).isEqualTo("42\n");
            assertThat(remote.run("x", Limits.DEFAULT).stderr()).contains("File \"main.py\", line 1")
                    .endsWith("NameError: name 'x' is not defined\n");
            assertThat(remote.run("a = [0] * 10**10", Limits.DEFAULT).status()).isEqualTo(Status.MEMORY_LIMIT);
            assertThat(remote.run("while True: print('y' * 1000)", Limits.DEFAULT).status()).isEqualTo(Status.OUTPUT_LIMIT);
            assertThat(remote.run("while True: pass", new Limits(Duration.ofMillis(500), 1024, 256, 32)).status())
                    .isEqualTo(Status.TIME_LIMIT);
            var answers = new ArrayList<java.util.concurrent.CompletableFuture<dev.retool4j.sandbox.ExecutionResult>>();
            for (int i = 0; i < 50; i++)
                answers.add(remote.submit("print(" + i + ")", Limits.DEFAULT));
            for (int i = 0; i < 50; i++)
                assertThat(answers.get(i).join().stdout()).isEqualTo(i + "\n");
        }
    }

    @Test
    void withATokenOnlyItsHoldersAreServed() throws Exception {
        try (var guarded = SandboxServer.start(interpreter, SandboxServerOptions.DEFAULT.withAddress("127.0.0.1", 0).withToken("secret"));
                var remote = new RemoteInterpreter(
                        RemoteOptions.of(List.of(URI.create("http://127.0.0.1:" + guarded.port()))).withToken("secret"))) {
            assertThat(post(guarded.port(), "{\"code\": \"\"}").statusCode()).isEqualTo(401);
            assertThat(remote.run("print(1)", Limits.DEFAULT).stdout()).isEqualTo("1\n");
        }
    }

    @Test
    void beyondItsRoomARequestIsToldToTryAgain() throws Exception {
        var options = SandboxServerOptions.DEFAULT.withAddress("127.0.0.1", 0).withConcurrency(1, Duration.ZERO);
        try (var small = SandboxServer.start(interpreter, options)) {
            var first = CLIENT.sendAsync(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + small.port() + "/run_code"))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"code\": \"import time; time.sleep(3)\"}")).build(),
                    HttpResponse.BodyHandlers.ofString());
            org.awaitility.Awaitility.await()
                    .until(() -> CLIENT.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + small.port() + "/metrics")).build(),
                            HttpResponse.BodyHandlers.ofString()).body().contains("retool_sandbox_in_flight 1\n"));
            assertThat(post(small.port(), "{\"code\": \"\"}").statusCode()).isEqualTo(504);
            assertThat(first.join().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPortInUseIsNamed() {
        assertThatThrownBy(() -> SandboxServer.start(interpreter, SandboxServerOptions.DEFAULT.withAddress("127.0.0.1", server.port())))
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("127.0.0.1:" + server.port());
    }
}
