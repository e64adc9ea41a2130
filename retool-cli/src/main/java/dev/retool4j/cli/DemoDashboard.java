package dev.retool4j.cli;

import dev.retool4j.web.dashboard.DashboardOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// The dashboard beside a demo.
///
/// @param address where it listens
/// @param port    whether it must be that one: nobody asked for a dashboard that is merely offered, so that one may have another
/// @param browser whether a browser is opened there
/// @param stays   whether it is served until Ctrl-C when the demo has ended
record DemoDashboard(DashboardOptions address, boolean port, boolean browser, boolean stays) {

    /// What was asked for, or else, where a person sits at a terminal, the page while the demo trains; in a browser where there is a desktop.
    ///
    /// @param asked null where nothing was said
    static @Nullable DemoDashboard of(@Nullable Boolean asked, boolean open, boolean person, Map<String, String> environment,
            DashboardOptions address) {
        if (asked != null ? asked : open) return new DemoDashboard(address, true, open, true);
        if (asked != null || !person) return null;
        boolean desktop = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return new DemoDashboard(address, false, desktop && !environment.containsKey("SSH_CONNECTION"), false);
    }

    /// @param runs the demo's folder
    ServedDashboard start(Path runs, Console console) {
        var served = listen(runs);
        console.line("dashboard: " + served.url());
        served.help(console, browser);
        return served;
    }

    private ServedDashboard listen(Path runs) {
        try {
            return ServedDashboard.start("retool demo --dashboard", runs, address, null);
        } catch (CommandFailure e) {
            if (port) throw e;
            return ServedDashboard.start("retool demo --dashboard", runs, address.withAddress(address.host(), 0), null);
        }
    }

    /// Keeps it up until Ctrl-C, where it is to stay.
    void stay(ServedDashboard served, Console console) {
        if (!stays) return;
        var end = new CountDownLatch(1);
        console.line("");
        console.line("dashboard: " + served.url() + " · Ctrl-C ends it");
        try (var unusedInterrupts = Interrupts.saying(console, "stopped", end::countDown)) {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
