package dev.retool4j.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs snippets on this machine: a few worker processes with Python's heavy modules loaded, each of which forks a fresh, confined process
/// for a snippet. Workers pull from one queue, in its order, as they have room. A worker that dies is replaced and what it had is run again,
/// at most [#ATTEMPTS] times in all; only then does the future fail with [InterpreterException].
///
/// Needs Linux on x86_64 or aarch64. One instance serves a whole program; start takes a second or two.
public final class LocalInterpreter implements SessionInterpreter {
    /// Sessions that may be open at once for each worker: each keeps about five MiB and a dozen descriptors.
    public static final int SESSIONS = 1024;
    /// How often a snippet is tried when the sandbox fails under it.
    public static final int ATTEMPTS = 3;
    private static final Logger LOG = LoggerFactory.getLogger(LocalInterpreter.class);

    private final LocalOptions options;
    private final String python;
    private final Isolation tier;
    private final boolean bare;
    private final Map<String, String> versions;
    private final String isolation;
    private final LinkedBlockingDeque<Task> queue;
    private final List<Seat> seats = new ArrayList<>();
    private final LongAdder restarts = new LongAdder();
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private LocalInterpreter(LocalOptions options, String python, Isolation tier, boolean bare, Worker first) {
        this.options = options;
        this.python = python;
        this.tier = tier;
        this.bare = bare;
        var facts = first.facts();
        isolation = facts.get("tier").asString();
        var found = new TreeMap<String, String>();
        found.put("python", facts.get("python").asString());
        facts.get("versions").properties().forEach(entry -> found.put(entry.getKey(), entry.getValue().asString()));
        versions = java.util.Collections.unmodifiableMap(found);
        queue = new LinkedBlockingDeque<>(options.backlog());
    }

    /// Starts the pool with the default options.
    public static LocalInterpreter start() {
        return start(LocalOptions.DEFAULT, line -> LOG.info("{}", line));
    }

    /// Starts the pool; returns when its first worker is ready.
    ///
    /// @param progress is told what happens when a Python environment must be made first
    /// @throws InterpreterException where there is no usable Python, or the machine allows no isolation and [Isolation#NONE] was not asked for
    public static LocalInterpreter start(LocalOptions options, Consumer<String> progress) {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new InterpreterException("the local sandbox needs Linux, this is " + System.getProperty("os.name")
                    + "; use a sandbox server on a Linux machine instead");
        }
        var python = PythonEnvironment.find(options.python(), progress).toString();
        return start(options, python, false);
    }

    /// A pool whose programs are forks of the same warm process without any wall: what isolation is measured against.
    static LocalInterpreter bare(LocalOptions options, String python) {
        return start(options.withIsolation(Isolation.NONE), python, true);
    }

    /// Why this machine does not allow a tier, in words; null where it does. Takes a fraction of a second.
    ///
    /// @throws InterpreterException where there is no usable Python, or its worker does not start for another reason
    public static @Nullable String refusal(LocalOptions options, Isolation tier) {
        var python = PythonEnvironment.find(options.python(), line -> {}).toString();
        try (var worker = Worker.start(options.withPreload(List.of(), false), python, tier, false, () -> {})) {
            return worker.alive() ? null : "its worker ended at once";
        } catch (Worker.TierUnavailable e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static LocalInterpreter start(LocalOptions options, String python, boolean bare) {
        var candidates = options.isolation() == Isolation.AUTO
                ? List.of(Isolation.NAMESPACES, Isolation.LANDLOCK)
                : List.of(options.isolation());
        var refusals = new ArrayList<String>();
        for (var tier : candidates) {
            try {
                var firstSeat = new Seat[1];
                var worker = Worker.start(options, python, tier, bare, () -> revive(firstSeat));
                var pool = new LocalInterpreter(options, python, tier, bare, worker);
                firstSeat[0] = pool.new Seat(worker);
                pool.open(firstSeat[0]);
                return pool;
            } catch (Worker.TierUnavailable e) {
                refusals.add(e.getMessage());
            }
        }
        throw new InterpreterException("this machine does not allow the isolation of snippets: " + String.join("; ", refusals)
                + ". Allow user namespaces, or use Linux 6.2 or newer with Landlock, or a sandbox server; isolation=none runs snippets with all rights of this user");
    }

    private static void revive(@Nullable Seat[] holder) {
        var seat = holder[0];
        if (seat != null) seat.revive();
    }

    private void open(Seat first) {
        seats.add(first);
        for (int i = 1; i < options.workers(); i++)
            seats.add(new Seat(null));
        for (var seat : seats) {
            if (!seat.lives()) seat.revive();
            for (int i = 0; i < options.slots(); i++)
                Thread.ofVirtual().name("sandbox-slot").start(() -> serve(seat));
        }
    }

    @Override
    public CompletableFuture<ExecutionResult> submit(String code, Limits limits) {
        var execution = execute(new Snippet(code, limits));
        var answer = execution.thenApply(Execution::result);
        answer.whenComplete((result, failure) -> {
            if (answer.isCancelled()) execution.cancel(true);
        });
        return answer;
    }

    /// Queues a snippet with its input and files. Cancelling the future stops it.
    ///
    /// @throws IllegalArgumentException where the snippet with its files is larger than a worker takes (32 MiB)
    public CompletableFuture<Execution> execute(Snippet snippet) {
        var task = new Task(snippet);
        if (closed) {
            task.done.completeExceptionally(new InterpreterException("the interpreter is closed"));
            return task.done;
        }
        try {
            queue.putLast(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            task.done.completeExceptionally(new InterpreterException("interrupted while the snippet waited for its place in the queue", e));
        }
        if (closed) failQueued();
        return task.done;
    }

    /// {@inheritDoc} It lives in the worker that has the fewest.
    @Override
    public Session session(Limits limits) {
        if (closed) throw new InterpreterException("the interpreter is closed");
        synchronized (sessions) {
            Seat best = null;
            Worker home = null;
            var fewest = SESSIONS;
            for (var seat : seats) {
                var worker = seat.worker;
                if (worker == null || !worker.alive()) continue;
                var count = (int) sessions.stream().filter(session -> session.worker() == worker).count();
                if (count < fewest) {
                    best = seat;
                    home = worker;
                    fewest = count;
                }
            }
            if (best == null || home == null) {
                throw new InterpreterException(sessions.size() + " sessions are open, and no worker has room for another: close some, or "
                        + "use more workers (each takes " + SESSIONS + ")");
            }
            var session = new Session(this, home, best.room, limits);
            sessions.add(session);
            return session;
        }
    }

    void ended(Session session) {
        sessions.remove(session);
    }

    /// The tier of isolation that holds, in words: `namespaces`, `landlock` or `none`, with what limits it.
    public String isolation() {
        return isolation;
    }

    @Override
    public String description() {
        return "local, " + isolation + ", Python " + versions.getOrDefault("python", "of unknown version");
    }

    /// The Python that runs the snippets.
    public String python() {
        return python;
    }

    /// Versions of Python and of the modules that are loaded.
    public Map<String, String> versions() {
        return versions;
    }

    /// Snippets that wait.
    public int queued() {
        return queue.size();
    }

    /// How often a worker had to be replaced.
    public long restarts() {
        return restarts.sum();
    }

    double wallFactor() {
        return options.wallFactor();
    }

    /// Waits until every worker is there; [#start] waits for the first only.
    void awaitWorkers() throws InterruptedException {
        for (var seat : seats)
            seat.await();
    }

    /// Process ids of the workers that live.
    List<Long> workerPids() {
        return seats.stream().map(seat -> seat.worker).filter(worker -> worker != null && worker.alive()).map(Worker::pid).toList();
    }

    /// Stops all snippets and workers; what was queued or ran fails with [InterpreterException].
    @Override
    public void close() {
        closed = true;
        failQueued();
        for (var seat : seats)
            seat.close();
        failQueued();
    }

    private void failQueued() {
        for (Task task; (task = queue.pollFirst()) != null;) {
            task.done.completeExceptionally(new InterpreterException("the interpreter was closed before the snippet ran"));
        }
    }

    private void serve(Seat seat) {
        while (!closed) {
            try {
                var worker = seat.await();
                var task = queue.pollFirst(1, java.util.concurrent.TimeUnit.SECONDS);
                if (task == null || task.done.isDone()) continue;
                seat.room.acquire(); // blocks of sessions take room too
                try {
                    if (worker.alive()) task.attempt(worker, this);
                    else
                        requeue(task);
                } finally {
                    seat.room.release();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// The place of one worker in the pool.
    private final class Seat {
        /// for what runs at once in the worker
        private final Semaphore room = new Semaphore(options.slots(), true);
        private volatile @Nullable Worker worker;
        private boolean starting;

        Seat(@Nullable Worker worker) {
            this.worker = worker;
        }

        /// The living worker, waited for while it is being replaced.
        synchronized Worker await() throws InterruptedException {
            while (true) {
                var current = worker;
                if (current != null && current.alive()) return current;
                if (closed) throw new InterruptedException();
                wait(1000);
            }
        }

        /// Starts a worker in the background, again and again with growing pauses.
        void revive() {
            synchronized (this) {
                if (closed || starting) return;
                starting = true;
                notifyAll();
            }
            Thread.ofVirtual().name("sandbox-start").start(this::startWorker);
        }

        private void startWorker() {
            var again = worker != null;
            for (int failures = 0; !closed; failures++) {
                try {
                    var started = Worker.start(options, python, tier, bare, this::revive);
                    if (again) restarts.increment();
                    synchronized (this) {
                        worker = started;
                        starting = false;
                        notifyAll();
                    }
                    if (closed) started.close();
                    else if (!started.alive()) revive();
                    return;
                } catch (InterpreterException | Worker.TierUnavailable e) {
                    LOG.warn("a sandbox worker did not start, attempt {}: {}", failures + 1, e.getMessage());
                    if (failures >= 2 && seats.stream().noneMatch(Seat::lives)) failAll(e);
                    try {
                        Thread.sleep(Math.min(5000, 100L << Math.min(failures, 6)));
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                }
            }
        }

        boolean lives() {
            var current = worker;
            return current != null && current.alive();
        }

        void close() {
            var current = worker;
            if (current != null) {
                current.close();
                current.fail("the interpreter was closed");
            }
            synchronized (this) {
                notifyAll();
            }
        }
    }

    /// No worker lives and none can be started: what waits is told so instead of waiting for ever.
    private void failAll(Exception reason) {
        for (Task task; (task = queue.pollFirst()) != null;) {
            task.done.completeExceptionally(new InterpreterException("no sandbox worker can be started: " + reason.getMessage(), reason));
        }
    }

    /// Puts a task that the sandbox failed back to the front, or gives up.
    void again(Task task, String reason) {
        if (task.attempts >= ATTEMPTS || closed) {
            task.done.completeExceptionally(
                    new InterpreterException("the sandbox failed " + task.attempts + " times under a snippet: " + reason));
            return;
        }
        LOG.debug("the sandbox failed under a snippet, which is run again: {}", reason);
        requeue(task);
    }

    private void requeue(Task task) {
        if (!queue.offerFirst(task)) Thread.ofVirtual().start(() -> {
            try {
                queue.putFirst(task);
            } catch (InterruptedException e) {
                task.done.completeExceptionally(new InterpreterException("interrupted", e));
            }
        });
        if (closed) failQueued();
    }
}
