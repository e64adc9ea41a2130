package dev.retool4j.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.retool4j.sandbox.ExecutionResult.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RemoteInterpreterTest {
    private static final String HELLO = response("Success", "Finished", "0", "hello\\n", "");
    private final List<HttpServer> servers = new ArrayList<>();

    private interface Answer {
        /// Status and body for a request.
        Map.Entry<Integer, String> to(JsonNode request) throws InterruptedException;
    }

    private final class Fake {
        final ConcurrentLinkedQueue<JsonNode> requests = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> tokens = new ConcurrentLinkedQueue<>();
        final URI uri;

        Fake(Answer answer) throws IOException {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.createContext("/run_code", exchange -> {
                var request = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
                requests.add(request);
                tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                try {
                    var reply = answer.to(request);
                    var body = reply.getValue().getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(reply.getKey(), body.length);
                    exchange.getResponseBody().write(body);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    exchange.close();
                }
            });
            server.start();
            servers.add(server);
            uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }
    }

    private static String response(String status, String runStatus, String code, String stdout, String stderr) {
        return """
                {"status":"%s","message":"","compile_result":null,"run_result":{"status":"%s","execution_time":0.25,"return_code":%s,"stdout":"%s",
                "stderr":"%s"},"executor_pod_name":null,"files":{}}"""
                .formatted(status, runStatus, code, stdout, stderr);
    }

    private static ExecutionResult run(Fake... fakes) {
        var uris = new ArrayList<URI>();
        for (var fake : fakes)
            uris.add(fake.uri);
        try (var interpreter = new RemoteInterpreter(RemoteOptions.of(uris))) {
            return interpreter.run("print('hello')", new Limits(Duration.ofSeconds(3), 512, 256, 32));
        }
    }

    @AfterEach
    void stop() {
        servers.forEach(server -> server.stop(0));
    }

    @Test
    void aProgramRunsOnTheServer() throws IOException {
        var fake = new Fake(request -> Map.entry(200, HELLO));
        var result = run(fake);
        assertThat(result).isEqualTo(new ExecutionResult(Status.FINISHED, "hello\n", "", 0, 0.25, 0));
        assertThat(fake.requests.element()).isEqualTo(JsonMapper.shared().readTree("""
                {"code":"print('hello')","language":"python","compile_timeout":3.0,"run_timeout":3.0,"memory_limit_MB":512}"""));
        assertThat(fake.tokens).containsExactly("null");
    }

    @Test
    void failuresOfTheProgramAreItsOwn() throws IOException {
        var error = new Fake(request -> Map.entry(200, response("Failed", "Finished", "1", "", "NameError: name 'x' is not defined")));
        assertThat(run(error).status()).isEqualTo(Status.ERROR);
        assertThat(error.requests).hasSize(1);
        assertThat(run(new Fake(request -> Map.entry(200, response("Failed", "Finished", "1", "", "a\\nMemoryError\\n")))).status())
                .isEqualTo(Status.MEMORY_LIMIT);
        var crash = run(new Fake(request -> Map.entry(200, response("Failed", "Finished", "-11", "", ""))));
        assertThat(crash.status()).isEqualTo(Status.CRASHED);
        assertThat(crash.exitCode()).isEqualTo(139);
        var slow = new Fake(request -> Map.entry(200, response("Failed", "TimeLimitExceeded", "null", "step", "")));
        assertThat(run(slow).status()).isEqualTo(Status.TIME_LIMIT);
        var flood = new Fake(request -> Map.entry(200, response("Failed", "TimeLimitExceeded", "null", "y".repeat(200_000), "")));
        assertThat(run(flood).status()).isEqualTo(Status.OUTPUT_LIMIT);
    }

    @Test
    void aFailureOfTheServerIsTriedAgain() throws IOException {
        var answers = new ConcurrentLinkedQueue<>(
                List.of(Map.entry(504, "busy"), Map.entry(200, response("SandboxError", "Error", "null", "", "no fork")),
                        Map.entry(200, "no JSON"), Map.entry(200, HELLO)));
        var fake = new Fake(request -> answers.remove());
        assertThat(run(fake).stdout()).isEqualTo("hello\n");
        assertThat(fake.requests).hasSize(4);
    }

    @Test
    void afterTheLastAttemptItIsAnInterpreterException() throws IOException {
        var fake = new Fake(request -> Map.entry(500, "out of order"));
        assertThatThrownBy(() -> run(fake)).isInstanceOf(InterpreterException.class).hasMessageContaining("after 4 attempts")
                .hasMessageContaining("500: out of order");
    }

    @Test
    void aRequestThatTheServerRefusesIsNotRepeated() throws IOException {
        var fake = new Fake(request -> Map.entry(401, "no token"));
        assertThatThrownBy(() -> run(fake)).isInstanceOf(InterpreterException.class).hasMessageContaining("401: no token");
        assertThat(fake.requests).hasSize(1);
    }

    @Test
    void anotherServerTakesOverForOneThatIsGone() throws IOException {
        var gone = new Fake(request -> Map.entry(200, HELLO));
        servers.removeFirst().stop(0);
        assertThat(run(gone, new Fake(request -> Map.entry(200, HELLO))).stdout()).isEqualTo("hello\n");
    }

    @Test
    void theTokenIsSent() throws IOException {
        var fake = new Fake(request -> Map.entry(200, HELLO));
        try (var interpreter = new RemoteInterpreter(RemoteOptions.of(List.of(fake.uri)).withToken("secret"))) {
            interpreter.run("", Limits.DEFAULT);
        }
        assertThat(fake.tokens).containsExactly("Bearer secret");
    }

    @Test
    void theServerWithTheFewestInFlightIsAsked() throws Exception {
        var open = new CountDownLatch(1);
        var both = new CountDownLatch(4);
        Answer blocking = request -> {
            both.countDown();
            open.await();
            return Map.entry(200, HELLO);
        };
        var first = new Fake(blocking);
        var second = new Fake(blocking);
        try (var interpreter = new RemoteInterpreter(RemoteOptions.of(List.of(first.uri, second.uri)))) {
            var answers = new ArrayList<CompletableFuture<ExecutionResult>>();
            for (int i = 0; i < 4; i++)
                answers.add(interpreter.submit("", Limits.DEFAULT));
            both.await();
            assertThat(first.requests).hasSize(2);
            assertThat(second.requests).hasSize(2);
            open.countDown();
            answers.forEach(CompletableFuture::join);
        }
    }

    @Test
    void closingFailsWhatIsInFlight() throws Exception {
        var arrived = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        var fake = new Fake(request -> {
            arrived.countDown();
            open.await();
            return Map.entry(200, HELLO);
        });
        var interpreter = new RemoteInterpreter(RemoteOptions.of(List.of(fake.uri)));
        var answer = interpreter.submit("", Limits.DEFAULT);
        arrived.await();
        interpreter.close();
        assertThatThrownBy(answer::join).hasCauseInstanceOf(InterpreterException.class);
        open.countDown();
    }

    @Test
    void anAddressThatIsNoneIsRefused() {
        assertThatThrownBy(() -> RemoteOptions.of(List.of(URI.create("localhost:8080")))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost:8080");
    }
}
