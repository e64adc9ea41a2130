package dev.retool4j.web.dashboard;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The pages' files: a closed list, read from the class path once.
final class Assets {
    private static final List<String> NAMES = List.of("index.html", "style.css", "trace.css", "charts.css", "app.js", "dom.js", "api.js",
            "charts.js", "curves.js", "config.js", "runs.js", "versus.js", "overview.js", "baseline.js", "emerges.js", "latest.js",
            "traces.js",
            "trace.js",
            "segments.js", "python.js", "tokens.js", "scales.js", "colours.js", "inspector.js", "timeline.js", "rerun.js", "compare.js",
            "matrix.js", "console.js", "uPlot.js", "uPlot.css", "uPlot.LICENSE.txt");
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "css", "text/css; charset=utf-8", "js",
            "text/javascript; charset=utf-8", "txt", "text/plain; charset=utf-8");

    private final Map<String, byte[]> files = new LinkedHashMap<>();

    Assets() {
        for (var name : NAMES)
            files.put(name, read(name));
    }

    void serve(Context context, String name) {
        var bytes = files.get(name);
        if (bytes == null) throw Refusal.missing("there is no file '" + name + "'", "open the dashboard at /");
        context.contentType(Objects.requireNonNull(TYPES.get(name.substring(name.lastIndexOf('.') + 1)), "every asset has a type"))
                .header("Cache-Control", "no-cache").result(bytes);
    }

    private static byte[] read(String name) {
        try (var in = Objects.requireNonNull(Assets.class.getResourceAsStream(name), name + " is part of this program")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
