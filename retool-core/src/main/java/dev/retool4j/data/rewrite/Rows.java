package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.StopSignal;
import dev.retool4j.data.teacher.TeacherException;
import dev.retool4j.data.teacher.Usage;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Takes rows through a worker, many at once, and hands out what became of them in the order of the input. A row that comes again is dropped.
/// Where the teacher fails for good, or is to stop, the rows that are left are unfinished.
public final class Rows {
    private final Worker worker;
    private final StopSignal stop;
    private final int window;
    private final AtomicReference<@Nullable TeacherException> failure = new AtomicReference<>();

    /// Takes what became of a row.
    @FunctionalInterface
    public interface Sink {
        void accept(Outcome outcome) throws IOException;
    }

    /// @param window rows that are begun before the first unfinished one is done, at most
    public Rows(Worker worker, StopSignal stop, int window) {
        this.worker = worker;
        this.stop = stop;
        this.window = window;
    }

    /// Works on all rows.
    public void run(List<SourceRow> rows, Sink sink) throws IOException, InterruptedException {
        var seen = new HashSet<String>();
        var pending = new ArrayDeque<Future<Outcome>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                for (var row : rows) {
                    boolean again = !seen.add(row.problem().question().strip() + "\u0000" + row.text().strip());
                    Callable<Outcome> task = again ? () -> duplicate(row) : () -> work(row);
                    pending.add(threads.submit(task));
                    if (pending.size() >= window) sink.accept(result(pending.remove()));
                }
                while (!pending.isEmpty())
                    sink.accept(result(pending.remove()));
            } catch (IOException | InterruptedException | RuntimeException e) {
                stop.stop();
                threads.shutdownNow();
                throw e;
            }
        }
    }

    /// What ended the work before its time: a teacher that fails for good, a budget that is used up. Null where nothing did.
    public @Nullable TeacherException failure() {
        return failure.get();
    }

    private static Outcome duplicate(SourceRow row) {
        return new Outcome.Rejected(row, Reject.DUPLICATE, "the same question with the same reasoning came before", 0, Usage.NONE, null,
                "");
    }

    private Outcome work(SourceRow row) throws InterruptedException {
        if (stop.stopped()) return new Outcome.Unfinished(row, "not begun");
        try {
            return worker.work(row);
        } catch (NotExecuted e) {
            return new Outcome.Unfinished(row, String.valueOf(e.getMessage()));
        } catch (TeacherException e) {
            boolean forAll = e.kind() == TeacherException.Kind.FATAL || e.kind() == TeacherException.Kind.BUDGET;
            if (forAll && failure.compareAndSet(null, e)) stop.stop();
            return new Outcome.Unfinished(row, String.valueOf(e.getMessage()));
        }
    }

    private static Outcome result(Future<Outcome> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof InterruptedException cause) throw cause;
            throw new IllegalStateException("a row could not be worked on", e.getCause());
        }
    }
}
