package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class SandboxServeCommandTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static CompletableFuture<HttpResponse<String>> post(String url, String token, String body) {
        return CLIENT.sendAsync(HttpRequest.newBuilder(URI.create(url + "/run_code")).header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void sigtermLetsWhatRunsEndAndThenTheServerEnds() throws Exception {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "sandbox", "serve", "--port", "0", "--json",
                "local.preload=[]",
                "local.workers=1"));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("RETOOL_SANDBOX_TOKEN", "secret");
        var server = builder.start();
        try (var out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
            var said = JsonMapper.shared().readTree(Objects.requireNonNull(out.readLine()));
            var url = said.get("url").asString();
            assertThat(url).startsWith("http://127.0.0.1:");
            assertThat(post(url, "wrong", "{\"code\": \"\"}").join().statusCode()).isEqualTo(401);
            var running = post(url, "secret", "{\"code\": \"import time; time.sleep(1.5); print('done')\"}");
            Awaitility.await().until(() -> metrics(url).contains("retool_sandbox_in_flight 1\n"));
            server.destroy(); // SIGTERM
            assertThat(running.join().body()).contains("done\\n");
            assertThat(server.waitFor()).isZero();
        } finally {
            server.destroyForcibly();
        }
    }

    private static String metrics(String url) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(url + "/metrics")).header("Authorization", "Bearer secret").build(),
                HttpResponse.BodyHandlers.ofString()).body();
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
        var run = Invocation.of("sandbox", "serve", "--host", "0.0.0.0", "--port", "9000", "--token", "secret", "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("host +0\\.0\\.0\\.0").containsPattern("port +9000")
                .containsPattern("local\\.wall_factor +1").doesNotContain("secret");
        assertThat(Invocation.of("sandbox", "serve", "--port", "70000").err()).contains("port must be from 0 to 65535, got 70000");
    }
}
