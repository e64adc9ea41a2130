package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each page in a browser: skipped where there is no Chromium.
class PagesTest {
    private static final List<String> ADDRESSES = List.of("#/", "#/run/tool", "#/run/tool/traces?source=train",
            "#/run/tool/trace/train-000002-000", "#/run/tool/trace/train-000002-000?colour=advantage&token=7", "#/run/tool/matrix",
            "#/compare?a=tool&b=tool", "#/curves?run=tool&run=other", "#/console");

    @TempDir
    private static Path folder = Path.of("");

    private static Pages pages;

    @BeforeAll
    static void start() throws IOException {
        pages = new Pages(folder, true);
    }

    @AfterAll
    static void stop() {
        if (pages != null) pages.close();
    }

    @Test
    void everyPageRendersReadablyOnAScreenAndOnAPhoneInLightAndInDark() {
        for (var address : ADDRESSES) {
            pages.browser.size(1280);
            for (boolean dark : List.of(false, true)) {
                pages.browser.dark(dark);
                pages.show(address);
                var where = address + (dark ? " in the dark" : "");
                assertThat(pages.browser.value("document.querySelectorAll('h1').length")).as(where).isEqualTo("1");
                assertThat(pages.browser.value(Audit.CONTRAST)).as(where).isEmpty();
                assertThat(pages.browser.holds("getComputedStyle(document.body).backgroundColor === 'rgb(18, 21, 24)'")).as(where)
                        .isEqualTo(dark);
            }
            pages.browser.size(360);
            pages.show(address);
            assertThat(pages.browser.value(Audit.OVERFLOW)).as(address + " on a phone").isEmpty();
            assertThat(pages.browser.value(Audit.REACH)).as(address).isEmpty();
        }
        pages.browser.size(1280);
        pages.browser.dark(false);
    }

    @Test
    void whatIsHostileIsShownAsText() {
        var browser = pages.browser;
        for (var colour : new String[]{"", "?source=train&colour=logprob"}) {
            pages.show("#/run/tool/trace/hostile" + colour);
            browser.until("document.querySelector('.segments').dataset.colour === '" + (colour.isEmpty() ? "kind" : "logprob") + "'");
            assertThat(browser.value("document.title")).isEqualTo("hostile · retool");
            assertThat(browser.value("document.querySelectorAll('main script, main img, main a[href^=\"javascript\"]').length"))
                    .isEqualTo("0");
            var text = browser.value("document.querySelector('.seg.text pre').textContent.slice(0, 200)");
            assertThat(text).contains("<script>document.title='owned'</script>").contains("⟨U+202E⟩").contains("␀").contains("😀");
        }
        pages.show("#/run/tool/trace/hostile");
        assertThat(browser.value("document.querySelector('.seg.text button').textContent")).startsWith("show all");
        pages.show("#/run/tool/traces?source=train");
        assertThat(browser.value("document.querySelectorAll('main script, main img').length")).isEqualTo("0");
        assertThat(browser.complaints).isEmpty();
    }

    @Test
    void whatEmergesIsShownAndLinked() {
        var browser = pages.browser;
        pages.show("#/run/tool");
        browser.until("document.querySelector('.emerges') !== null");
        assertThat(browser.value("document.querySelector('.purposes dt').textContent")).isEqualTo("Verification");
        assertThat(browser.value("document.querySelector('.purposes dd').textContent")).isEqualTo("25.0%75.0%");
        assertThat(browser.value("document.querySelector('.emerges a').getAttribute('href')"))
                .isEqualTo("#/run/tool/trace/train-000001-000?source=train&block=2");
        assertThat(browser.value("document.querySelectorAll('main b b, main script').length")).isEqualTo("0");
        browser.until("document.querySelectorAll('.latest tbody tr').length === 7");
    }

    @Test
    void aClickOnAStepShowsItsTraces() {
        var browser = pages.browser;
        pages.show("#/run/tool");
        browser.value("[...document.querySelectorAll('figure')].find(f => f.getAttribute('aria-label').startsWith('Reward')).focus()");
        browser.press("ArrowRight");
        browser.press("ArrowRight");
        assertThat(browser.value("document.activeElement.querySelector('.readings').textContent")).isEqualTo("step 20.2");
        browser.press("Enter");
        browser.until("document.title === 'Traces · retool'");
        assertThat(browser.value("decodeURIComponent(location.hash)")).isEqualTo("#/run/tool/traces?source=train&filter=step:2");
        assertThat(browser.value("document.querySelectorAll('.row').length")).isEqualTo("2");
    }

    @Test
    void runsAreComparedBySettingsAndCurves() throws IOException {
        var browser = pages.browser;
        pages.show("#/");
        browser.press("j");
        browser.press("x");
        browser.press("j");
        browser.press("x");
        browser.press("c");
        browser.until("document.title === 'Runs compared · retool'");
        assertThat(browser.value("document.querySelector('main').textContent")).contains("Nowhere: they were run with the same settings.");
        assertThat(browser.value("document.querySelector('figure .readings').textContent")).isEqualTo("lastother 100.0%tool 100.0%");
    }

    @Test
    void comparedResponsesStandTurnByTurn() {
        var browser = pages.browser;
        pages.show("#/compare?a=tool&b=tool");
        assertThat(browser.value("document.querySelector('tr.chosen').textContent")).isEqualTo("flips▲ better0/11/100");
        assertThat(browser.value("[...document.querySelectorAll('.turn')].map(e => e.textContent).join()"))
                .isEqualTo("turn 1,turn 2,turn 3");
        assertThat(browser.value("document.querySelectorAll('.turns > .segments').length")).isEqualTo("6");
        browser.press("j");
        browser.until("document.querySelector('tr.chosen th').textContent === 'easy'");
    }

    @Test
    void theConsoleRunsCodeAndBlocksRunAgain() {
        var browser = pages.browser;
        pages.show("#/console");
        browser.value("document.querySelector('textarea').value = 'print(6 * 7)'");
        browser.value("document.querySelector('form button').click()");
        browser.until("document.querySelector('.seg pre') !== null");
        assertThat(browser.value("document.querySelector('.seg pre').textContent")).isEqualTo("42\n");
        pages.show("#/run/tool/trace/train-000001-000");
        browser.press("]");
        browser.press("]");
        browser.press("r");
        browser.until("document.querySelector('.again') !== null");
        assertThat(browser.value("document.querySelector('.rerun').textContent")).contains("code block 2 run again: the same output")
                .contains("then610").contains("now610");
    }
}
