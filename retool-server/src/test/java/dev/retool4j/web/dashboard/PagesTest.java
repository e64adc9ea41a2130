package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.reward.Reward;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages in a browser: skipped where there is no Chromium.
class PagesTest {
    @TempDir
    private static Path folder = Path.of("");

    private static Dashboard dashboard;
    private static RunDirectory run;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        browser = new Browser(Files.createDirectory(folder.resolve("profile")));
        run = TestRuns.open(folder.resolve("runs").resolve("tool"));
        run.traces().add(new Trace(3, TestRuns.trajectory("hostile", "p", 0, TestRuns.HOSTILE + "x".repeat(1 << 20)),
                new Reward(1, true, TestRuns.HOSTILE, TestRuns.HOSTILE), Map.of()));
        dashboard = Dashboard.start(folder.resolve("runs"), DashboardOptions.DEFAULT.withAddress("127.0.0.1", 0), null);
    }

    @AfterAll
    static void stop() {
        if (browser != null) browser.close();
        if (dashboard != null) dashboard.close();
        if (run != null) run.close();
    }

    private static void show(String address) {
        browser.complaints.clear();
        browser.open("about:blank");
        browser.open("http://127.0.0.1:" + dashboard.port() + "/" + address);
        browser.until("document.body && document.body.dataset.shown === '" + address + "'");
        assertThat(browser.complaints).isEmpty();
        assertThat(browser.value("document.querySelector('.error')")).isEqualTo("null");
    }

    @Test
    void everyPageRendersWithoutComplaintOnAPhoneToo() {
        for (var address : new String[]{"#/", "#/run/tool", "#/run/tool/traces?source=train", "#/run/tool/trace/train-000002-000",
            "#/run/tool/matrix", "#/compare?a=tool&b=tool"}) {
            for (int width : new int[]{1280, 360}) {
                browser.send("Emulation.setDeviceMetricsOverride",
                        Map.of("width", width, "height", 800, "deviceScaleFactor", 1, "mobile", false));
                show(address);
                assertThat(browser.value("document.documentElement.scrollWidth <= " + width)).as(address + " at " + width)
                        .isEqualTo("true");
                assertThat(browser.value("document.querySelectorAll('h1').length")).isEqualTo("1");
            }
        }
        browser.send("Emulation.clearDeviceMetricsOverride", Map.of());
    }

    @Test
    void whatIsHostileIsShownAsText() {
        show("#/run/tool/trace/hostile");
        assertThat(browser.value("document.title")).isEqualTo("hostile · retool");
        assertThat(browser.value("document.querySelectorAll('main script, main img, main a[href^=\"javascript\"]').length")).isEqualTo("0");
        var text = browser.value("document.querySelector('.seg.text pre').textContent.slice(0, 200)");
        assertThat(text).contains("<script>document.title='owned'</script>").contains("⟨U+202E⟩").contains("␀").contains("😀");
        assertThat(browser.value("document.querySelector('.seg.text button').textContent")).startsWith("show all");
        show("#/run/tool/traces?source=train");
        assertThat(browser.value("document.querySelectorAll('main script, main img').length")).isEqualTo("0");
    }

    @Test
    void aStepThatIsLoggedArrivesWithoutReload() {
        show("#/run/tool");
        browser.value("window.mark = 'same page'");
        browser.until("document.querySelectorAll('.uplot').length > 0");
        run.log(9, Map.of(MetricNames.REWARD_MEAN, 0.9));
        browser.until("document.querySelector('main').textContent.includes('last row of step 9')");
        browser.until("document.querySelector('.facts').textContent.includes('step 9')");
        assertThat(browser.value("window.mark")).isEqualTo("same page");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void keysMoveThroughTracesAndBlocks() {
        show("#/run/tool/trace/train-000001-000");
        browser.press("]");
        browser.press("]");
        browser.until("document.querySelector('.chosen').dataset.block === '2'");
        assertThat(browser.value("location.hash")).contains("block=2");
        browser.press("?");
        browser.until("document.querySelector('dialog').open");
        browser.value("document.querySelector('dialog').close()");
        browser.press("j");
        browser.until("document.querySelector('h1').textContent === 'train-000001-001'");
        browser.press("k");
        browser.until("document.querySelector('h1').textContent === 'train-000001-000'");
        browser.press("n");
        browser.until("document.querySelector('h1').textContent === 'train-000001-001'");
        assertThat(browser.value("document.querySelector('.seg.code .badge') === null")).isEqualTo("false");
    }
}
