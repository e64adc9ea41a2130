package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.web.dashboard.DashboardOptions;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
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

    @Test
    void itIsOfferedToAPersonAndOpenedWhereThereIsADesktop() {
        var address = DashboardOptions.DEFAULT;
        var desktop = Map.of("DISPLAY", ":0");
        assertThat(DemoDashboard.of(null, false, false, desktop, address)).as("no person").isNull();
        assertThat(DemoDashboard.of(false, false, true, desktop, address)).as("--no-dashboard").isNull();
        assertThat(DemoDashboard.of(null, false, true, desktop, address)).isEqualTo(new DemoDashboard(address, false, true, false));
        assertThat(DemoDashboard.of(null, false, true, Map.of(), address)).isEqualTo(new DemoDashboard(address, false, false, false));
        assertThat(DemoDashboard.of(null, false, true, Map.of("DISPLAY", ":1", "SSH_CONNECTION", "a b"), address))
                .isEqualTo(new DemoDashboard(address, false, false, false));
        assertThat(DemoDashboard.of(true, false, false, Map.of(), address)).isEqualTo(new DemoDashboard(address, true, false, true));
        assertThat(DemoDashboard.of(null, true, false, Map.of(), address)).isEqualTo(new DemoDashboard(address, true, true, true));
    }

    @Test
    void aPortThatIsTakenIsNoHindranceToWhatIsOnlyOffered() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = DashboardOptions.DEFAULT.withAddress("127.0.0.1", taken.getLocalPort());
            var nowhere = new PrintStream(OutputStream.nullOutputStream());
            var console = new Console(nowhere, nowhere, Terminal.NONE, false, true);
            try (var served = new DemoDashboard(address, false, false, false).start(folder, console)) {
                assertThat(served.dashboard().port()).isNotEqualTo(taken.getLocalPort());
            }
            assertThatThrownBy(() -> new DemoDashboard(address, true, false, true).start(folder, console))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("--port");
        }
    }
}
