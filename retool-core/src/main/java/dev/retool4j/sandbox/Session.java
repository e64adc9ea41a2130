package dev.retool4j.sandbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Map;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Blocks of one trajectory that share their state: variables, imports and files of one are there for the next. Each block runs in a fork
/// of the process that holds what the earlier ones left, behind the walls of a program of its own:
///
/// | a block that | leaves |
/// |---|---|
/// | ends, also by an exception or `sys.exit` | what it did up to there |
/// | is stopped at a limit, is cancelled, crashes or leaves by `os._exit` | the variables as they were before it; files that it wrote stay |
///
/// Limits hold for each block; the folder's size for all of them. Nothing runs between blocks: threads that a block leaves are stopped.
/// A block cannot start processes, in no tier. Where a program breaks the session itself (it destroys its own descriptors) the block is
/// reported as crashed and says on stderr that the next one begins with nothing.
///
/// The state lives in one worker: when that dies, the block that runs and all later ones fail with [InterpreterException].
/// Blocks run in the order in which they were given. Safe for use by many threads. To be closed: an open session keeps processes.
public final class Session implements AutoCloseable {
    private static final double GRACE_SECONDS = 20;

    private final LocalInterpreter pool;
    private final Worker worker;
    private final Semaphore room;
    private final Limits limits;
    private final long number;
    private final Deque<Block> waiting = new ArrayDeque<>(); // guarded by this
    private @Nullable Block running; // guarded by this
    private boolean busy; // guarded by this
    private boolean closed; // guarded by this
    private @Nullable InterpreterException failure; // guarded by this

    private record Block(Snippet snippet, CompletableFuture<Execution> done, long submitted) {}

    Session(LocalInterpreter pool, Worker worker, Semaphore room, Limits limits) {
        this.pool = pool;
        this.worker = worker;
        this.room = room;
        this.limits = limits;
        this.number = worker.newSession();
    }

    /// Queues a block behind the earlier ones. Cancelling the future stops it.
    /// The future fails with [InterpreterException] where the sandbox failed: the state is gone then, and with it the session.
    public CompletableFuture<Execution> submit(String code) {
        var block = new Block(new Snippet(code, limits), new CompletableFuture<>(), System.nanoTime());
        synchronized (this) {
            if (closed || failure != null) {
                block.done.completeExceptionally(failure != null ? failure : new InterpreterException("the session is closed"));
                return block.done;
            }
            waiting.add(block);
            if (busy) return block.done;
            busy = true;
        }
        Thread.ofVirtual().name("sandbox-session").start(this::work);
        return block.done;
    }

    /// Runs a block and waits for it.
    ///
    /// @throws InterpreterException where the sandbox failed
    public ExecutionResult run(String code) {
        try {
            return submit(code).join().result();
        } catch (CompletionException e) {
            if (e.getCause() instanceof InterpreterException cause) throw cause;
            throw new InterpreterException("the interpreter failed: " + e.getCause(), e);
        }
    }

    private void work() {
        while (true) {
            Block block;
            synchronized (this) {
                block = waiting.poll();
                running = block;
                if (block == null) {
                    busy = false;
                    return;
                }
                if (failure != null) block.done.completeExceptionally(failure);
            }
            if (block.done.isDone()) continue;
            try {
                room.acquire();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
            try {
                execute(block);
            } finally {
                room.release();
            }
        }
    }

    private void execute(Block block) {
        var started = System.nanoTime();
        var reason = "";
        for (int attempt = 1; attempt <= LocalInterpreter.ATTEMPTS; attempt++) {
            Worker.Ticket ticket;
            synchronized (this) {
                if (closed) return; // a block sent after the worker was told of the end would begin the session again
                try {
                    ticket = worker.submit(block.snippet, number);
                } catch (IllegalArgumentException e) { // too large
                    block.done.completeExceptionally(e);
                    return;
                }
            }
            block.done.whenComplete((result, thrown) -> {
                if (block.done.isCancelled()) worker.cancel(ticket.id());
            });
            var patience = limits.wall().toNanos() / 1e9 * pool.wallFactor() + GRACE_SECONDS;
            try {
                var reply = ticket.reply().get((long) (patience * 1000), TimeUnit.MILLISECONDS);
                if (reply.reason() != Frames.Reason.FAILED) {
                    block.done.complete(new Execution(Task.result(reply), pool.isolation(), reply.residentKb(),
                            (started - block.submitted) / 1e9, attempt, Map.of()));
                    return;
                }
                reason = reply.stderr().isBlank() ? "a block could not be started" : reply.stderr().strip();
            } catch (TimeoutException e) {
                reason = "the worker gave no answer within " + Math.round(patience) + " s";
                worker.fail(reason);
            } catch (ExecutionException e) {
                reason = "the worker that held its state died: " + e.getMessage();
                break;
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
        }
        var lost = new InterpreterException("the session failed: " + reason);
        synchronized (this) {
            failure = lost;
        }
        block.done.completeExceptionally(lost);
    }

    /// Ends the session and all of its processes; blocks that run or wait fail with [InterpreterException].
    @Override
    public void close() {
        List<Block> left;
        synchronized (this) {
            if (closed) return;
            closed = true;
            left = new ArrayList<>(waiting);
            if (running != null) left.add(running);
            waiting.clear();
        }
        for (var block : left)
            block.done.completeExceptionally(new InterpreterException("the session was closed before the block ended"));
        worker.endSession(number);
        pool.ended(this);
    }

    /// The worker that holds the state.
    Worker worker() {
        return worker;
    }
}
