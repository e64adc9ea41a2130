package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScreenshotsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachPageIsTakenInLightAndInDark() throws Exception {
        Assumptions.assumeTrue(Chromium.find().isPresent(), "Chromium is not installed: no pictures are taken");
        var told = new ArrayList<Path>();
        try (var run = TestRuns.open(folder.resolve("runs").resolve("tool"));
                var other = TestRuns.open(folder.resolve("runs").resolve("other"));
                var dashboard = Dashboard.start(folder.resolve("runs"), DashboardOptions.DEFAULT.withAddress("127.0.0.1", 0), null)) {
            var files = Screenshots.take(dashboard, folder.resolve("pictures"), told::add);
            assertThat(files).isEqualTo(told).extracting(file -> file.getFileName().toString()).contains("runs-light.png", "runs-dark.png",
                    "overview-light.png", "traces-dark.png", "trace-light.png", "trace-advantage-dark.png", "matrix-light.png",
                    "compare-dark.png",
                    "curves-light.png");
            assertThat(run.path()).isNotEqualTo(other.path());
        }
        var light = ImageIO.read(folder.resolve("pictures/overview-light.png").toFile());
        var dark = ImageIO.read(folder.resolve("pictures/overview-dark.png").toFile());
        assertThat(light.getWidth()).isEqualTo(1280);
        assertThat(light.getRGB(2, light.getHeight() - 2) & 0xff).isGreaterThan(0xe0);
        assertThat(dark.getRGB(2, dark.getHeight() - 2) & 0xff).isLessThan(0x30);
    }
}
