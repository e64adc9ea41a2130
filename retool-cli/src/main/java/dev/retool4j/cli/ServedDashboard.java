package dev.retool4j.cli;

import dev.retool4j.sandbox.LocalInterpreter;
import dev.retool4j.web.dashboard.Dashboard;
import dev.retool4j.web.dashboard.DashboardOptions;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A dashboard that is being served, and how a person gets to it.
final class ServedDashboard implements AutoCloseable {
    private final Dashboard dashboard;
    private final DashboardOptions options;

    private ServedDashboard(Dashboard dashboard, DashboardOptions options) {
        this.dashboard = dashboard;
        this.options = options;
    }

    /// @param command     what is typed, for the remedy
    /// @param interpreter what its console runs code in; null: there is no console
    /// @throws CommandFailure where the address cannot be had
    static ServedDashboard start(String command, Path runs, DashboardOptions options, @Nullable LocalInterpreter interpreter) {
        try {
            return new ServedDashboard(Dashboard.start(runs, options, interpreter), options);
        } catch (IllegalStateException e) {
            throw CommandFailure.failed(String.valueOf(e.getMessage()),
                    "end what listens there, or choose another: " + command + " --port " + (options.port() + 1) + " (0 picks a free one)",
                    e);
        }
    }

    Dashboard dashboard() {
        return dashboard;
    }

    /// The address to open, with the token where there is one.
    String url() {
        var host = options.host();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + dashboard.port() + "/"
                + (options.token() == null ? "" : "?token=" + options.token());
    }

    /// Says how to get there from another machine, where somebody came from one, and opens a browser if that was asked for.
    void help(Console console, boolean open) {
        int port = dashboard.port();
        if (System.getenv("SSH_CONNECTION") != null)
            console.line("from your own machine: ssh -L " + port + ":127.0.0.1:" + port + " THIS-HOST, then open the address there");
        if (!open) return;
        try {
            new ProcessBuilder("xdg-open", url()).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            console.warn("no browser could be opened (xdg-open is missing): open the address yourself");
        }
    }

    @Override
    public void close() {
        dashboard.close();
    }
}
