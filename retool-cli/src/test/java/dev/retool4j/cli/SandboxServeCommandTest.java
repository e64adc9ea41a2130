package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.sandbox.ExecutionResult;
import dev.retool4j.sandbox.InterpreterException;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.sandbox.RemoteInterpreter;
import dev.retool4j.sandbox.RemoteOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SandboxServeCommandTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String TOKEN = "secret";

    /// The command in a process of its own, which can be sent signals.
    private static Process serve(int port) throws IOException {
        var builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "sandbox", "serve", "--port", "" + port, "--json",
                "local.preload=[]", "local.workers=1").redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("RETOOL_SANDBOX_TOKEN", TOKEN);
        return builder.start();
    }

    /// Where it says that it listens.
    private static URI address(Process server) throws IOException {
        var line = new StringBuilder();
        for (int c; (c = server.getInputStream().read()) > 0 && c != '\n';)
            line.append((char) c);
        return URI.create(JsonMapper.shared().readTree(line.toString()).get("url").asString());
    }

    private static CompletableFuture<HttpResponse<String>> post(URI url, String token, String body) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(url.resolve("/run_code")).header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String metrics(URI url) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(url.resolve("/metrics")).header("Authorization", "Bearer " + TOKEN).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void sigtermLetsWhatRunsEndAndThenTheServerEnds() throws Exception {
        var server = serve(0);
        try {
            var url = address(server);
            assertThat(url.getHost()).isEqualTo("127.0.0.1");
            assertThat(post(url, "wrong", "{\"code\": \"\"}").join().statusCode()).isEqualTo(401);
            var running = post(url, TOKEN, "{\"code\": \"import time; time.sleep(1.5); print('done')\"}");
            Awaitility.await().until(() -> metrics(url).contains("retool_sandbox_in_flight 1\n"));
            server.destroy(); // SIGTERM
            assertThat(running.join().body()).contains("done\\n");
            assertThat(server.waitFor()).isZero();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aServerThatIsKilledAndStartedAgainMixesNothingUp() throws Exception {
        var limits = new Limits(Duration.ofSeconds(20), 256, 64, 32);
        var server = serve(0);
        try {
            var url = address(server);
            var processes = server.descendants().toList();
            try (var client = new RemoteInterpreter(RemoteOptions.of(List.of(url)).withToken(TOKEN))) {
                var answers = new ArrayList<CompletableFuture<ExecutionResult>>();
                for (int i = 0; i < 100; i++)
                    answers.add(client.submit("import time; time.sleep(0.05); print(" + i + " ** 2)", limits));
                CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
                server.destroyForcibly();
                processes.forEach(process -> process.onExit().join()); // its workers end with it
                server = serve(url.getPort());
                address(server);
                assertThat(failuresAmong(answers)).isLessThan(answers.size());
                Awaitility.await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(client.run("print('again')", limits).stdout()).isEqualTo("again\n"));
            }
        } finally {
            server.destroyForcibly();
        }
    }

    /// Each answer must be its program's own; how many failed with the server is counted.
    private static int failuresAmong(List<CompletableFuture<ExecutionResult>> answers) {
        int failures = 0;
        for (int i = 0; i < answers.size(); i++) {
            try {
                assertThat(answers.get(i).join().stdout()).isEqualTo(i * i + "\n");
            } catch (CompletionException e) {
                assertThat(e).hasCauseInstanceOf(InterpreterException.class);
                failures++;
            }
        }
        return failures;
    }

    @Test
    void aPortInUseIsOneMessageWithARemedy() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var run = Invocation.of("sandbox", "serve", "--port", "" + taken.getLocalPort(), "local.preload=[]", "local.workers=1");
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("error: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ").contains("in use")
                    .contains("retool sandbox serve --port " + (taken.getLocalPort() + 1));
            assertThat(run.err().lines()).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void optionsAreKeysAndTheTokenIsNone() {
        var run = Invocation.of("sandbox", "serve", "--host", "0.0.0.0", "--port", "9000", "--token", TOKEN, "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("host +0\\.0\\.0\\.0").containsPattern("port +9000")
                .containsPattern("local\\.wall_factor +1").doesNotContain(TOKEN);
        assertThat(Invocation.of("sandbox", "serve", "--port", "70000").err()).contains("port must be from 0 to 65535, got 70000");
    }
}
