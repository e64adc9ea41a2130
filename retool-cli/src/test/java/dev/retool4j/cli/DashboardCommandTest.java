package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class DashboardCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itServesUntilItIsToldToStop() throws Exception {
        var server = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "dashboard", folder.toString(), "--port", "0", "--json")
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try {
            var url = URI.create(JsonMapper.shared().readTree(server.inputReader().readLine()).path("url").asString());
            var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(url.resolve("/api/runs")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("\"runs\":[]");
            server.destroy(); // SIGTERM
            assertThat(server.waitFor()).isZero();
        } finally {
            server.destroyForcibly();
        }
    }

    @Test
    void aPortInUseIsOneMessageWithARemedy() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var run = Invocation.of("dashboard", folder.toString(), "--port", "" + taken.getLocalPort());
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).startsWith("error: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ")
                    .contains("retool dashboard --port " + (taken.getLocalPort() + 1));
        }
    }

    @Test
    void whatCannotBeServedIsSaid() {
        var away = Invocation.of("dashboard", folder.toString(), "--host", "0.0.0.0");
        assertThat(away.code()).isEqualTo(2);
        assertThat(away.err()).contains("needs a token").contains("RETOOL_DASHBOARD_TOKEN");
        var missing = Invocation.of("dashboard", folder.resolve("none").toString(), "--port", "0");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).startsWith("error: there is no folder ");
    }

    @Test
    void picturesNeedAChromium() throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "dashboard", folder.toString(), "--screenshots",
                folder.resolve("pictures").toString()).redirectErrorStream(true);
        process.environment().put("RETOOL_CHROMIUM", folder.resolve("none").toString());
        var running = process.start();
        var said = new String(running.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(running.waitFor()).isEqualTo(1);
        assertThat(said).contains("error: there is no Chromium").contains("apt install chromium").doesNotContain("\tat ");
        assertThat(folder.resolve("pictures")).doesNotExist();
    }
}
