package dev.retool4j.web.dashboard;

import dev.retool4j.run.MetricsLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunException;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What happens in a run, as server-sent events: `metric` for a logged row, with the attempt and the place in `metrics.jsonl` behind it as id,
/// `2:8192` for example, so that a browser that comes back goes on where it was; `state` when the run stands otherwise or has new traces; `reset` when rows were taken
/// back, because the run was resumed from a checkpoint; a comment every 15 seconds.
final class EventStream {
    private static final int MOST = 64;
    private static final long LOOK_MILLIS = 400;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Catalog catalog;
    private final CountDownLatch closing;
    private final Semaphore room = new Semaphore(MOST);

    /// @param closing ends all streams
    EventStream(Catalog catalog, CountDownLatch closing) {
        this.catalog = catalog;
        this.closing = closing;
    }

    void serve(Context context) throws IOException, InterruptedException {
        var path = catalog.open(context.pathParam("run")).path();
        var from = Point.parse(context.header("Last-Event-ID"));
        if (from == null)
            from = new Point((int) Parameters.number(context, "attempt", 0, Integer.MAX_VALUE),
                    Parameters.number(context, "since", 0, Long.MAX_VALUE));
        if (!room.tryAcquire()) throw Refusal.busy(MOST + " pages follow runs already", "close some of them");
        try {
            var response = context.res();
            response.setContentType("text/event-stream");
            response.setCharacterEncoding("UTF-8");
            follow(path, from, response.getOutputStream());
        } finally {
            room.release();
        }
    }

    /// Where somebody stands.
    ///
    /// @param attempt of the run; 0: the present one
    /// @param place   in `metrics.jsonl`, in bytes
    private record Point(int attempt, long place) {
        private static final Pattern TEXT = Pattern.compile("([0-9]{1,9}):([0-9]{1,18})");

        static @Nullable Point parse(@Nullable String text) {
            var parts = TEXT.matcher(text == null ? "" : text);
            return parts.matches() ? new Point(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2))) : null;
        }

        @Override
        public String toString() {
            return attempt + ":" + place;
        }
    }

    private void follow(Path path, Point from, OutputStream out) throws IOException, InterruptedException {
        long place = from.place;
        int attempt = from.attempt == 0 ? RunDirectory.read(path).info().attempt() : from.attempt;
        var state = Map.<String, Object>of();
        long spoken = System.nanoTime();
        write(out, "retry: 1000\n\n");
        try {
            do {
                var run = RunDirectory.read(path);
                if (run.info().attempt() != attempt || size(path.resolve("metrics.jsonl")) < place) {
                    write(out, "event: reset\nid: 0:0\ndata: {}\n\n");
                    return; // the page loads everything again
                }
                MetricsLog.Tail tail = run.metrics().tail(place);
                for (var row : tail.rows())
                    write(out, "event: metric\ndata: " + JsonMapper.shared().writeValueAsString(RunApi.row(row)) + "\n\n");
                if (tail.end() > place) write(out, "event: place\nid: " + new Point(attempt, tail.end()) + "\ndata: {}\n\n");
                place = tail.end();
                Map<String, Object> now = Map.of("state", RunApi.state(run), "step", run.info().step(), "traces",
                        size(path.resolve("traces").resolve("index.jsonl")));
                if (!now.equals(state)) write(out, "event: state\ndata: " + JsonMapper.shared().writeValueAsString(now) + "\n\n");
                state = now;
                if (System.nanoTime() - spoken > PING_NANOS) {
                    write(out, ": ping\n\n");
                    spoken = System.nanoTime();
                }
            } while (!closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (RunException e) {
            write(out, "event: gone\ndata: {}\n\n"); // moved or deleted
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
