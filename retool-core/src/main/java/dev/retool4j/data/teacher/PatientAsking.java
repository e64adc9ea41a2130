package dev.retool4j.data.teacher;

import dev.retool4j.data.http.Backoff;
import dev.retool4j.data.http.Pace;
import dev.retool4j.data.http.Waits;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Asks until there is an answer: waits longer after each failure, or as long as the endpoint wishes, and knows when it is no use. Safe for
/// use by many threads.
final class PatientAsking {
    /// Requests that may be refused before any is answered; then the fault is not one request's.
    private static final int REFUSALS = 3;
    /// Requests that may use up all attempts in a row; then the endpoint is gone.
    private static final int FAILURES = 8;

    /// One attempt.
    interface Endpoint {
        Attempt ask(TeacherRequest request) throws InterruptedException;
    }

    private final TeacherOptions options;
    private final Endpoint endpoint;
    private final Waits waits;
    private final Semaphore room;
    private final Pace pace;
    private final Backoff backoff;
    private final AtomicBoolean answered = new AtomicBoolean();
    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    PatientAsking(TeacherOptions options, Endpoint endpoint, Waits waits) {
        this.options = options;
        this.endpoint = endpoint;
        this.waits = waits;
        this.room = new Semaphore(options.concurrency(), true);
        this.pace = new Pace(options.perMinute(), waits);
        this.backoff = new Backoff(options.pause(), options.longestPause());
    }

    /// @param kept takes the answer to a safe place; until then the request counts as in flight
    /// @param lost told of what failed attempts cost
    TeacherReply ask(TeacherRequest request, Consumer<TeacherReply> kept, Consumer<Usage> lost) throws InterruptedException {
        for (int attempt = 1;; attempt++) {
            switch (attempt(request, kept)) {
                case Attempt.Answered yes -> {
                    answered.set(true);
                    failures.set(0);
                    return yes.reply();
                }
                case Attempt.Failed no -> {
                    if (no.lost().requests() > 0) lost.accept(no.lost());
                    giveUp(no, attempt);
                    backoff.rest(no.retryAfter(), attempt, pace, waits);
                }
            }
        }
    }

    private Attempt attempt(TeacherRequest request, Consumer<TeacherReply> kept) throws InterruptedException {
        room.acquire();
        try {
            pace.await();
            if (waits.stopped()) throw new TeacherException(TeacherException.Kind.STOPPED, "stopped before the teacher was asked");
            var result = endpoint.ask(request);
            if (result instanceof Attempt.Answered yes) kept.accept(yes.reply());
            return result;
        } finally {
            room.release();
        }
    }

    private void giveUp(Attempt.Failed no, int attempt) {
        switch (no.kind()) {
            case FATAL -> throw new TeacherException(TeacherException.Kind.FATAL, no.message());
            case REFUSED -> {
                boolean all = !answered.get() && refusals.incrementAndGet() >= REFUSALS;
                throw all
                        ? new TeacherException(TeacherException.Kind.FATAL,
                                no.what() + "\nall requests are refused: check teacher.model, teacher.max_tokens and teacher.extra")
                        : new TeacherException(TeacherException.Kind.REFUSED, no.what());
            }
            case UNREACHABLE -> {
                if (!answered.get()) throw new TeacherException(TeacherException.Kind.FATAL, no.message());
            }
            case PASSING -> {
                // worth another attempt
            }
        }
        if (attempt < options.attempts()) return;
        var what = no.what() + " (" + attempt + " attempts)";
        if (failures.incrementAndGet() >= FAILURES)
            throw new TeacherException(TeacherException.Kind.FATAL, what + "\nthe last " + FAILURES + " requests all failed; "
                    + (no.hint().isEmpty() ? "go on with --resume when the endpoint is well again" : no.hint()));
        throw new TeacherException(TeacherException.Kind.UNANSWERED, what);
    }
}
