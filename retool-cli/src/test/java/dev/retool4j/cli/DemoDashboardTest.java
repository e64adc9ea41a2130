package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard that a demo serves while it runs.
class DemoDashboardTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itIsThereWhileTheDemoTrainsAndEndsWithIt() throws Exception {
        var demo = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-cp",
                System.getProperty("java.class.path"), Main.class.getName(), "demo", "--quick", "--dashboard", "--port", "0",
                "runs=" + folder, "traces=20").redirectErrorStream(true).start();
        try {
            var lines = demo.inputReader();
            String line = lines.readLine();
            while (line != null && !line.startsWith("dashboard: "))
                line = lines.readLine();
            assertThat(line).startsWith("dashboard: http://127.0.0.1:");
            var url = URI.create(String.valueOf(line).substring("dashboard: ".length()));
            var answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(url.resolve("/api/runs")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.body()).contains("\"root\":\"demo\"").contains("\"console\":false");
            demo.toHandle().destroy(); // SIGTERM, and its output stays open
            assertThat(lines.readAllAsString()).contains("stopped; go on with: retool demo --resume");
            assertThat(demo.waitFor()).isEqualTo(ErrorText.INTERRUPTED);
        } finally {
            demo.destroyForcibly();
        }
    }
}
