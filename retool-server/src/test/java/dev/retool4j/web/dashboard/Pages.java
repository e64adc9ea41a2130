package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.reward.Reward;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.sandbox.LocalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The small runs `tool` and `other`, served, with a browser in front of them. `tool` has a hostile trace.
final class Pages implements AutoCloseable {
    final Browser browser;
    final RunDirectory run;

    private final RunDirectory other;
    private final Path runs;
    private final @Nullable LocalInterpreter interpreter;
    private Dashboard dashboard;

    /// @param folder  an empty folder
    /// @param console whether the pages may run code
    Pages(Path folder, boolean console) throws IOException {
        browser = new Browser(Files.createDirectory(folder.resolve("profile"))); // first: it skips the test where there is none
        runs = folder.resolve("runs");
        run = TestRuns.open(runs.resolve("tool"));
        other = TestRuns.open(runs.resolve("other"));
        var hostile = TestRuns.trajectory("hostile", "p", 0, TestRuns.HOSTILE + "x".repeat(1 << 20));
        run.traces().add(new Trace(3, hostile, new Reward(1, true, TestRuns.HOSTILE, TestRuns.HOSTILE), Map.of()));
        interpreter = console
                ? LocalInterpreter.start(LocalOptions.DEFAULT.withWorkers(1, 2).withPreload(List.of(), false), line -> {})
                : null;
        dashboard = serve(0);
        browser.answer("/purposes", url -> TestRuns.PURPOSES);
        browser.answer("/corrections", url -> TestRuns.CORRECTIONS);
        browser.answer("/timing", url -> TestRuns.TIMING);
        browser.answer("/tokens", url -> url.contains("hostile") ? TestRuns.hostileTokens() : TestRuns.tokens());
    }

    private Dashboard serve(int port) {
        return Dashboard.start(runs, DashboardOptions.DEFAULT.withAddress("127.0.0.1", port), interpreter);
    }

    /// Stops the server, does something, and starts it again where it was.
    void away(Runnable meanwhile) {
        int port = dashboard.port();
        dashboard.close();
        meanwhile.run();
        dashboard = serve(port);
    }

    Dashboard dashboard() {
        return dashboard;
    }

    /// Loads a page anew; it must come without complaint.
    void show(String address) {
        browser.complaints.clear();
        browser.open("about:blank");
        browser.open("http://127.0.0.1:" + dashboard.port() + "/" + address);
        browser.until("document.body && document.body.dataset.shown === '" + address + "'");
        assertThat(browser.complaints).as(address).isEmpty();
        assertThat(browser.value("document.querySelector('.error')")).as(address).isEqualTo("null");
    }

    @Override
    public void close() {
        browser.close();
        dashboard.close();
        if (interpreter != null) interpreter.close();
        other.close();
        run.close();
    }
}
