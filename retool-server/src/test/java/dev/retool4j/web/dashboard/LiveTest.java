package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.run.MetricNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run that is written while its page is open.
class LiveTest {
    private static final String STEPS = "[...document.querySelectorAll('figure')].find(f => f.getAttribute('aria-label').startsWith('Reward')).dataset.points";

    @TempDir
    private Path folder = Path.of("");

    private Pages pages;

    @BeforeEach
    void start() throws IOException {
        pages = new Pages(folder, false);
        pages.show("#/run/tool");
        pages.browser.value("window.mark = 'same page'");
    }

    @AfterEach
    void stop() {
        if (pages != null) pages.close();
    }

    private void log(int step, String name, double value) {
        pages.run.log(step, Map.of(name, value));
    }

    @Test
    void aStepThatIsLoggedArrivesWithoutReload() {
        var browser = pages.browser;
        log(9, MetricNames.REWARD_MEAN, 0.9);
        browser.until("document.querySelector('main').textContent.includes('last row of step 9')");
        browser.until("document.querySelector('.facts').textContent.includes('step 9')");
        browser.until(STEPS + " === '4'");
        log(10, "actor/kl", 0.1);
        browser.until("[...document.querySelectorAll('figure h3')].some(h => h.textContent === 'KL')");
        pages.run.traces().add(new dev.retool4j.run.Trace(10, TestRuns.trajectory("newest", "p", 0, "new"),
                new dev.retool4j.reward.Reward(1, true, "610", "equal"), Map.of()));
        browser.until("document.querySelector('.latest tbody th').textContent === 'newest'");
        assertThat(browser.value("window.mark")).isEqualTo("same page");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void aConnectionThatBreaksGoesOnWhereItWas() {
        log(7, MetricNames.REWARD_MEAN, 0.7);
        pages.browser.until(STEPS + " === '4'");
        pages.away(() -> log(8, MetricNames.REWARD_MEAN, 0.8));
        pages.browser.until(STEPS + " === '5'");
        assertThat(pages.browser.value("window.mark")).isEqualTo("same page");
        assertThat(pages.browser.value("performance.getEntriesByType('resource').filter(e => e.name.includes('/metrics')).length"))
                .isEqualTo("1");
    }
}
