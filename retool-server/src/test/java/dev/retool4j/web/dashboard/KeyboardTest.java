package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages without a mouse.
class KeyboardTest {
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

    @Test
    void tabGoesThroughAPageAndShowsWhereItIs() {
        var browser = pages.browser;
        for (var address : new String[]{"#/", "#/run/tool", "#/run/tool/trace/train-000001-000", "#/compare?a=tool&b=tool"}) {
            pages.show(address);
            browser.until("new Promise(done => setTimeout(() => done(true), 50))");
            browser.value("window.seen = new Set()");
            int most = Integer.parseInt(
                    browser.value("document.querySelectorAll('a, button, input, select, figure, summary, [tabindex]').length")) + 3;
            for (int press = 0; press < most; press++) {
                browser.press("Tab");
                var unseen = browser.value("""
                        (() => {
                          const e = document.activeElement;
                          if (e === document.body) return '';
                          window.seen.add(e);
                          const style = getComputedStyle(e);
                          return style.outlineStyle === 'none' || style.outlineWidth === '0px' ? e.outerHTML.slice(0, 120) : '';
                        })()""");
                assertThat(unseen).as(address).isEmpty();
            }
            assertThat(browser
                    .value("""
                            [...document.querySelectorAll('main a, main button, main select, main figure[tabindex], main summary, header a')]
                              .filter(e => e.checkVisibility() && !e.disabled && e.tabIndex >= 0 && !window.seen.has(e)).map(e => e.outerHTML.slice(0, 120)).join('\\n')"""))
                    .as(address).isEmpty();
        }
    }

    @Test
    void aLongListIsWalkedAndFetchedPieceByPiece() {
        var browser = pages.browser;
        browser.answer("/traces", url -> {
            int from = Integer.parseInt(url.replaceFirst(".*[?&]from=(\\d+).*", "$1"));
            var rows = new StringBuilder();
            for (int i = from; i < Math.min(128_000, from + 60); i++)
                rows.append(i > from ? "," : "").append("{\"id\":\"t").append(i).append("\",\"step\":").append(i / 128)
                        .append(",\"problem\":\"p\",\"sample\":0,\"target\":\"1\",\"answer\":\"1\",\"correct\":true,\"reward\":1,\"tokens\":9,")
                        .append("\"turns\":1,\"calls\":0,\"failed\":0,\"stop\":\"answered\",\"corrected\":false,\"strip\":[[\"text\",9]]}");
            return "{\"total\":128000,\"from\":" + from + ",\"rows\":[" + rows + "]}";
        });
        pages.show("#/run/tool/traces?source=train");
        assertThat(Integer.parseInt(browser.value("document.querySelectorAll('.row').length"))).isBetween(10, 60);
        browser.press("j");
        browser.press("j");
        assertThat(browser.value("document.activeElement.dataset.index")).isEqualTo("2");
        browser.asked.clear();
        browser.value("document.querySelector('.view').scrollTop = 1e9");
        browser.until("document.querySelector('[data-index=\"127999\"]') !== null");
        assertThat(browser.asked).hasSizeLessThanOrEqualTo(2);
        assertThat(Integer.parseInt(browser.value("document.querySelectorAll('.row').length"))).isLessThan(60);
        browser.press("/");
        assertThat(browser.value("document.activeElement.name")).isEqualTo("filter");
        assertThat(browser.complaints).isEmpty();
    }
}
