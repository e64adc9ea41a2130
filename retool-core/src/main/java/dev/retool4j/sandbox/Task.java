package dev.retool4j.sandbox;

import dev.retool4j.sandbox.ExecutionResult.Status;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A snippet on its way through the pool.
final class Task {
    private static final double GRACE_SECONDS = 10;
    private static final int SIGKILL = 9;

    final Snippet snippet;
    final CompletableFuture<Execution> done = new CompletableFuture<>();
    private final long submitted = System.nanoTime();
    int attempts;

    Task(Snippet snippet) {
        this.snippet = snippet;
    }

    /// Runs the snippet on a worker and completes [#done], or hands it back to the pool.
    void attempt(Worker worker, LocalInterpreter pool) throws InterruptedException {
        attempts++;
        var started = System.nanoTime();
        Worker.Ticket ticket;
        try {
            ticket = worker.submit(snippet);
        } catch (IllegalArgumentException e) {
            done.completeExceptionally(e);
            return;
        }
        done.whenComplete((result, failure) -> {
            if (done.isCancelled()) worker.cancel(ticket.id());
        });
        var patience = snippet.limits().wall().toNanos() / 1e9 * pool.wallFactor() + GRACE_SECONDS;
        try {
            var answer = ticket.reply().get((long) (patience * 1000), TimeUnit.MILLISECONDS);
            if (answer.reason() == Frames.Reason.FAILED) {
                pool.again(this, answer.stderr().isBlank() ? "it could not be started" : answer.stderr().strip());
            } else {
                done.complete(new Execution(result(answer), pool.isolation(), answer.residentKb(), (started - submitted) / 1e9, attempts,
                        answer.files()));
            }
        } catch (TimeoutException e) {
            worker.fail("the worker gave no answer within " + Math.round(patience) + " s");
            pool.again(this, "the worker gave no answer within " + Math.round(patience) + " s");
        } catch (ExecutionException e) {
            pool.again(this, String.valueOf(e.getMessage()));
        }
    }

    /// What a worker's answer says of the program.
    static ExecutionResult result(Frames.Reply reply) {
        var status = switch (reply.reason()) {
            case TIME -> Status.TIME_LIMIT;
            case OUTPUT -> Status.OUTPUT_LIMIT;
            case MEMORY -> Status.MEMORY_LIMIT;
            case EXITED, CANCELLED, FAILED -> RunCode.status(reply.signal(), reply.exitCode(), reply.stderr());
        };
        var killed = reply.signal() != 0 || reply.reason() == Frames.Reason.TIME || reply.reason() == Frames.Reason.MEMORY;
        var exitCode = killed ? 128 + (reply.signal() != 0 ? reply.signal() : SIGKILL) : reply.exitCode();
        return new ExecutionResult(status, reply.stdout(), reply.stderr(), exitCode, reply.wall(), reply.cpu());
    }
}
