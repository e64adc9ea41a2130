package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One trace in a browser: its tokens, their colours and its keys.
class TracePageTest {
    private static final String TRACE = "#/run/tool/trace/train-000001-000";

    @TempDir
    private static Path folder = Path.of("");

    private static Pages pages;

    @BeforeAll
    static void start() throws IOException {
        pages = new Pages(folder, false);
    }

    @AfterAll
    static void stop() {
        if (pages != null) pages.close();
    }

    private static String look(int token) {
        return pages.browser.value("document.querySelector('[data-token=\"" + token + "\"]').className.trim()");
    }

    @Test
    void tokensAreFetchedWhenSomebodyWantsThem() {
        pages.browser.asked.clear();
        pages.show(TRACE);
        assertThat(pages.browser.asked).noneMatch(url -> url.contains("/tokens"));
        pages.browser.press("5");
        pages.browser.until("document.querySelectorAll('[data-token]').length === 36");
        assertThat(pages.browser.asked).filteredOn(url -> url.contains("/tokens")).hasSize(1);
        assertThat(pages.browser.value("location.hash")).contains("colour=advantage");
    }

    @Test
    void signedFiguresAreColouredAroundZeroAndWhatIsMaskedIsHatched() {
        pages.show(TRACE + "?source=train&colour=advantage");
        pages.browser.until("document.querySelector('.scale') !== null");
        assertThat(look(0)).isEqualTo("q minus10");
        assertThat(look(35)).isEqualTo("q plus10");
        assertThat(look(21)).contains("q plus2");
        for (int token : new int[]{15, 17, 19, 30, 31})
            assertThat(look(token)).as("token " + token).endsWith("masked");
        assertThat(pages.browser.value("document.querySelector('.ends').textContent")).isEqualTo("−1.9701.97");
        assertThat(pages.browser.value("document.querySelectorAll('.scale i').length")).isEqualTo("21");
        pages.browser.press("3");
        pages.browser.until("document.querySelector('.segments').dataset.colour === 'logprob'");
        assertThat(look(0)).isEqualTo("q");
        assertThat(look(35)).isEqualTo("q more10");
        assertThat(pages.browser.value("document.querySelector('[value=entropy]').disabled")).isEqualTo("true");
        pages.browser.press("m");
        pages.browser.until("document.querySelector('.segments').dataset.colour === 'mask'");
        assertThat(look(0)).isEmpty();
        assertThat(look(17)).isEqualTo("masked");
        pages.browser.press("m");
        pages.browser.until("document.querySelector('.segments').dataset.colour === 'kind'");
        assertThat(pages.browser.complaints).isEmpty();
    }

    @Test
    void anAddressLeadsToATokenAndKeysMoveFromIt() {
        pages.show(TRACE + "?source=train&token=9");
        pages.browser.until("document.querySelector('.held') !== null");
        assertThat(pages.browser.value("document.querySelector('.held').textContent")).isEqualTo("greedy");
        assertThat(pages.browser.value("document.querySelector('.inspector').textContent")).contains("token 9 of 36").contains("id 109")
                .contains("−0.25 (77.9%)").contains("ratio new ÷ old1");
        pages.browser.press("ArrowRight");
        pages.browser.press("ArrowRight");
        pages.browser.until("document.querySelector('.inspector .sample').textContent === '↵'");
        assertThat(pages.browser.value("location.hash")).contains("token=11");
        pages.browser.press("Escape");
        pages.browser.until("document.querySelector('.held') === null");
        assertThat(pages.browser.value("location.hash")).doesNotContain("token");
        pages.browser.value("document.querySelector('[data-token=\"17\"]').click()");
        pages.browser.until("document.querySelector('.inspector').textContent.includes('no gradient')");
    }

    @Test
    void keysMoveThroughTracesAndBlocks() {
        var browser = pages.browser;
        pages.show(TRACE);
        browser.press("]");
        browser.press("]");
        browser.until("document.querySelector('.chosen').dataset.block === '2'");
        assertThat(browser.value("location.hash")).contains("block=2");
        assertThat(browser.value("document.activeElement.dataset.block")).isEqualTo("2");
        browser.press("w");
        assertThat(browser.holds("document.querySelector('.segments').classList.contains('nowrap')")).isTrue();
        browser.press("w");
        browser.press("r");
        assertThat(browser.value("document.querySelector('[role=status]').textContent")).contains("retool dashboard --console");
        browser.press("?");
        browser.until("document.querySelector('dialog').open");
        assertThat(browser.value("document.querySelector('dialog').textContent")).contains("colour by advantage").contains("next token");
        browser.value("document.querySelector('dialog').close()");
        browser.press("j");
        browser.until("document.querySelector('h1').textContent === 'train-000001-001'");
        browser.press("k");
        browser.until("document.querySelector('h1').textContent === 'train-000001-000'");
        browser.press("n");
        browser.until("document.querySelector('h1').textContent === 'train-000001-001'");
        assertThat(browser.holds("document.querySelector('.seg.code .badge') !== null")).isTrue();
    }

    @Test
    void programsAreColouredAndStayWhatTheyAre() {
        pages.show(TRACE);
        assertThat(pages.browser.value("document.querySelector('.seg.code .py-called').textContent")).isEqualTo("print");
        assertThat(pages.browser.value("document.querySelector('.seg.code pre').textContent")).isEqualTo("<code>\nprint(greedy)\n</code>");
        var found = pages.browser.value("""
                import('/assets/python.js').then(({python}) => {
                  const code = "def f(x): # it's\\n  return 'a\\\\'b' + f\\"\\"\\"c\\n'd\\"\\"\\" + str(0x1f) if x else None";
                  return python(code).map(([begin, end, kind]) => kind + ' ' + code.slice(begin, end)).join(' | ');
                })""");
        assertThat(found)
                .isEqualTo("keyword def | defined f | comment # it's | keyword return | string 'a\\'b' | string f\"\"\"c\n'd\"\"\" | "
                        + "called str | number 0x1f | keyword if | keyword else | keyword None");
    }

    @Test
    void tokensWithoutTextAreShownByNumberWhereTheyAreColouredOnly() {
        pages.browser.answer("/tokens", url -> "{\"count\": 36, \"ids\": [" + "7,".repeat(35) + "7], \"texts\": null, \"mask\": ["
                + "1,".repeat(35) + "1], \"columns\": {}, \"figures\": {}}");
        try {
            pages.show(TRACE);
            pages.browser.press("5");
            pages.browser.until("document.querySelector('.legend').textContent.includes('Not recorded')");
            assertThat(pages.browser.value("document.querySelector('[data-token]').textContent")).isEqualTo("#7");
            pages.browser.press("1");
            pages.browser.until("document.querySelector('.seg.code pre').textContent === '<code>\\nprint(greedy)\\n</code>'");
            pages.browser.press("t");
            pages.browser.until("document.querySelector('.inspector').textContent.includes('id 7')");
            assertThat(pages.browser.value("document.querySelectorAll('[data-token]').length")).isEqualTo("0");
            assertThat(pages.browser.complaints).isEmpty();
        } finally {
            pages.browser.answer("/tokens", url -> TestRuns.tokens());
        }
    }
}
