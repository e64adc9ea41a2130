package dev.retool4j.web.dashboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/// Pictures of each page of a dashboard, light and dark, made by a headless Chromium of this machine.
public final class Screenshots {
    private static final int WIDTH = 1280;
    private static final int LOWEST = 720;
    private static final int HIGHEST = 2400;
    /// Whether the page waits for nothing any more; twice, since an answer may lead to a question.
    private static final String QUIET = "document.body.dataset.awaited === '0' "
            + "&& new Promise(done => setTimeout(() => done(document.body.dataset.awaited === '0'), 250))";
    /// Addresses by name, chosen in the page itself: the run with the highest accuracy, its trace that corrects itself with the most code.
    private static final String PAGES = """
            (async () => {
              const get = async path => (await fetch('/api/' + path)).json();
              const {runs, console} = await get('runs');
              const good = runs.filter(run => !run.error).sort((a, b) => (b.accuracy ?? -1) - (a.accuracy ?? -1));
              const pages = {runs: '#/'};
              if (console) pages.console = '#/console';
              if (!good.length) return JSON.stringify(pages);
              const id = encodeURIComponent(good[0].id);
              const {sources} = await get('runs/' + id);
              pages.overview = '#/run/' + id;
              pages.matrix = '#/run/' + id + '/matrix';
              pages.compare = '#/compare?a=' + id + '&b=' + id;
              if (good.length > 1) pages.curves = '#/curves?' + good.slice(0, 3).map(run => 'run=' + encodeURIComponent(run.id)).join('&');
              if (!sources.length) return JSON.stringify(pages);
              const source = encodeURIComponent(sources[0]);
              pages.traces = '#/run/' + id + '/traces?source=' + source;
              for (const filter of ['is:corrected is:right', 'is:right', '']) {
                const {rows} = await get('runs/' + id + '/traces?count=1&sort=-calls&source=' + source + '&filter=' + encodeURIComponent(filter));
                if (!rows.length) continue;
                const trace = '#/run/' + id + '/trace/' + encodeURIComponent(rows[0].id) + '?source=' + source;
                let token = 0;
                for (const [kind, tokens] of rows[0].strip) {
                  if (kind === 'code') { token += Math.floor(tokens / 2); break; }
                  token += tokens;
                }
                pages.trace = trace + '&token=' + token;
                for (const colour of ['advantage', 'logprob']) pages['trace-' + colour] = trace + '&colour=' + colour + '&token=' + token;
                break;
              }
              return JSON.stringify(pages);
            })()""";

    private Screenshots() {}

    /// Takes them all into a folder, which is made: `runs-light.png`, `runs-dark.png`, `overview-light.png`, …
    ///
    /// @param made is told of each file
    /// @throws IOException           where a file cannot be written, or Chromium does not start
    /// @throws IllegalStateException where there is no Chromium, or a page does not come
    public static List<Path> take(Dashboard dashboard, Path folder, Consumer<Path> made) throws IOException, InterruptedException {
        var program = Chromium.find().orElseThrow(() -> new IllegalStateException("there is no Chromium on this machine's path"));
        Files.createDirectories(folder);
        var profile = Files.createTempDirectory("retool-chromium");
        var files = new ArrayList<Path>();
        try (var page = new Chromium(program, profile, event -> {})) {
            var base = "http://127.0.0.1:" + dashboard.port() + "/";
            page.open(base);
            page.until("document.body !== null && document.body.dataset.shown !== undefined");
            for (var address : addresses(page.value(PAGES)).entrySet()) {
                for (boolean dark : List.of(false, true)) {
                    page.dark(dark);
                    show(page, base + address.getValue());
                    var file = folder.resolve(address.getKey() + (dark ? "-dark" : "-light") + ".png");
                    var picture = page.send("Page.captureScreenshot", Map.of("format", "png", "optimizeForSpeed", false));
                    Files.write(file, Base64.getDecoder().decode(picture.path("result").path("data").asString()));
                    files.add(file);
                    made.accept(file);
                }
            }
        } finally {
            delete(profile);
        }
        return files;
    }

    private static Map<String, String> addresses(String json) {
        var addresses = new LinkedHashMap<String, String>();
        JsonMapper.shared().readTree(json).properties()
                .forEach(page -> addresses.put(page.getKey(), page.getValue().asString()));
        return addresses;
    }

    private static void show(Chromium page, String url) throws InterruptedException {
        page.size(WIDTH, LOWEST);
        page.open("about:blank");
        page.open(url);
        page.until("document.body !== null && document.body.dataset.shown !== undefined");
        page.until(QUIET);
        int height = Integer.parseInt(page.value("Math.ceil(document.documentElement.scrollHeight)"));
        page.size(WIDTH, Math.clamp(height, LOWEST, HIGHEST));
        page.until("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList())
                Files.deleteIfExists(file);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
