package dev.retool4j.sandbox;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One worker process: a Python that has the modules loaded and forks a confined process for each request.
/// Its standard input is its life line: when that closes, also because this JVM died, it ends all it started and itself.
final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final int START_SECONDS = 120;
    private static final int UNAVAILABLE = 77;
    private static final List<String> MODULES = List.of("kernel", "container", "groups", "seccomp", "snippet", "learning", "cell",
            "sessions",
            "server");

    /// The machine does not allow the tier of isolation.
    static final class TierUnavailable extends Exception {
        private static final long serialVersionUID = 1L;

        TierUnavailable(String message) {
            super(message);
        }
    }

    /// The worker ended, or does not answer; nothing is known about the requests it had.
    static final class Died extends IOException {
        private static final long serialVersionUID = 1L;

        Died(String message) {
            super(message);
        }
    }

    private final LocalOptions options;
    private final Process process;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong sessions = new AtomicLong();
    private final ConcurrentHashMap<Long, CompletableFuture<Frames.Reply>> pending = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();
    private final StringBuffer complaint = new StringBuffer();
    private final Thread complaints;
    private final Runnable onDeath;
    private volatile @Nullable Died death;

    private Worker(LocalOptions options, String python, String configuration, Runnable onDeath) throws IOException {
        this.options = options;
        this.onDeath = onDeath;
        var command = List.of(python, "-s", "-B", "-X", "utf8", "-c", "import sys; sys.path = [p for p in sys.path if p]\n"
                + Resources.text("bootstrap.py"));
        var builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", "/usr/bin:/bin", "HOME", "/tmp", "LANG", "C.UTF-8", "PYTHONHASHSEED", "0", "OPENBLAS_NUM_THREADS",
                        "1", "OMP_NUM_THREADS", "1", "MKL_NUM_THREADS", "1"));
        process = builder.start();
        out = process.getOutputStream();
        complaints = Thread.ofPlatform().daemon().name("sandbox-worker-stderr").start(this::collectComplaints);
        Thread.ofPlatform().daemon().name("sandbox-worker-stdout").start(this::read);
        try {
            var bytes = configuration.getBytes(StandardCharsets.UTF_8);
            write(ByteBuffer.allocate(4 + bytes.length).putInt(bytes.length).put(bytes).flip());
        } catch (IOException e) {
            // it ended at once; the reader finds that out and says why
        }
    }

    /// Starts a worker and waits until it can take requests.
    ///
    /// @throws TierUnavailable where the machine does not allow the tier
    /// @throws InterpreterException where the worker does not start for any other reason
    /// @param bare    forks without any wall, to measure what walls cost
    static Worker start(LocalOptions options, String python, Isolation tier, boolean bare, Runnable onDeath)
            throws TierUnavailable {
        var sources = new ArrayList<List<String>>();
        for (var module : MODULES)
            sources.add(List.of(module, Resources.text(module + ".py")));
        var parent = options.temporaryFolder() != null ? options.temporaryFolder() : Path.of(System.getProperty("java.io.tmpdir"));
        var folder = parent.resolve("retool-sandbox-" + UUID.randomUUID()).toAbsolutePath(); // the worker makes it, in tiers that need one
        var config = JsonMapper.shared().createObjectNode();
        // no lower priority: a rollout waits for its snippet, and a niced one would stand behind the trainer's busy threads
        config.put("tier", tier.tier()).put("slots", options.slots()).put("multiprocess", options.multiprocess()).put("nice", 0)
                .put("tmp_mb", 64).put("inodes", 4096).put("file_mb", 64).put("files", 128).put("stack_mb", 64).put("bare", bare)
                .put("learn", options.learn())
                .put("folder", folder.toString());
        var groups = options.multiprocess()
                ? MemoryGroups.create(folder.getFileName().toString(), options.slots())
                : new MemoryGroups(List.of());
        config.set("groups", JsonMapper.shared().valueToTree(groups.folders().stream().map(Path::toString).toList()));
        config.set("preload", JsonMapper.shared().valueToTree(options.preload()));
        var configuration = JsonMapper.shared().writeValueAsString(Map.of("modules", sources, "config", config));
        Worker worker;
        try {
            worker = new Worker(options, python, configuration, onDeath);
        } catch (IOException e) {
            groups.close();
            throw new InterpreterException("cannot start the sandbox worker with " + python + ": " + e.getMessage(), e);
        }
        worker.process.onExit().thenRun(() -> {
            groups.close();
            clear(folder);
        });
        try {
            worker.ready.get(START_SECONDS, TimeUnit.SECONDS);
            return worker;
        } catch (ExecutionException e) {
            worker.close();
            worker.complaints.interrupt();
            var said = worker.complaint.toString().strip();
            if (!worker.process.isAlive() && worker.process.exitValue() == UNAVAILABLE) throw new TierUnavailable(said);
            throw new InterpreterException("the sandbox worker (" + python + ") did not start: " + (said.isEmpty() ? e.getCause() : said),
                    e);
        } catch (TimeoutException e) {
            worker.close();
            throw new InterpreterException("the sandbox worker (" + python + ") was not ready after " + START_SECONDS + " s", e);
        } catch (InterruptedException e) {
            worker.close();
            Thread.currentThread().interrupt();
            throw new InterpreterException("interrupted while the sandbox worker started", e);
        }
    }

    /// Removes what a worker could not remove because it was killed.
    private static void clear(Path folder) {
        try {
            PythonEnvironment.delete(folder);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot remove the folder of a sandbox worker that was killed: {}", e.getMessage());
        }
    }

    /// What the worker said of itself when it was ready: tier, python, versions.
    JsonNode facts() {
        return ready.join();
    }

    boolean alive() {
        return death == null;
    }

    long pid() {
        return process.pid();
    }

    /// A request in flight: its id, by which it can be cancelled, and the answer to come.
    record Ticket(long id, CompletableFuture<Frames.Reply> reply) {}

    /// Sends a request.
    Ticket submit(Snippet snippet) {
        var id = ids.incrementAndGet();
        return submit(id, Frames.run(id, snippet, options));
    }

    /// Sends a block of a session.
    Ticket submit(Snippet snippet, long session) {
        var id = ids.incrementAndGet();
        return submit(id, Frames.block(id, session, snippet, options));
    }

    private Ticket submit(long id, ByteBuffer frame) {
        var reply = new CompletableFuture<Frames.Reply>();
        pending.put(id, reply);
        try {
            var died = death;
            if (died != null) throw died;
            write(frame);
        } catch (IOException e) {
            pending.remove(id);
            reply.completeExceptionally(e);
        }
        return new Ticket(id, reply);
    }

    void cancel(long id) {
        try {
            if (pending.containsKey(id)) write(Frames.cancel(id));
        } catch (IOException e) {
            fail("cannot write to the worker: " + e.getMessage());
        }
    }

    /// A number that no session of this worker has had.
    long newSession() {
        return sessions.incrementAndGet();
    }

    /// Ends a session, with what runs in it.
    void endSession(long session) {
        try {
            if (alive()) write(Frames.close(session));
        } catch (IOException e) {
            fail("cannot write to the worker: " + e.getMessage());
        }
    }

    /// Gives the worker up: it is killed, and each request in flight fails with [Died].
    void fail(String reason) {
        synchronized (this) {
            if (death != null) return;
            death = new Died(reason);
        }
        kill();
        ready.completeExceptionally(death);
        for (var id : List.copyOf(pending.keySet())) {
            var reply = pending.remove(id);
            if (reply != null) reply.completeExceptionally(death);
        }
        onDeath.run();
    }

    /// Closes the life line and waits for the end of the process and of all it started.
    @Override
    public void close() {
        var family = process.descendants().toList(); // once it has ended they are nobody's
        try {
            out.close();
        } catch (IOException e) {
            // it is gone already
        }
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) kill();
            process.waitFor(3, TimeUnit.SECONDS);
            end(family);
            complaints.join(1000);
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    /// Ends what is left of a worker's processes, and waits for it.
    private static void end(List<ProcessHandle> family) throws InterruptedException {
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            CompletableFuture.allOf(family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new)).get(3, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("processes of a sandbox worker were killed and have not ended after three seconds");
        }
    }

    private void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void write(ByteBuffer frame) throws IOException {
        writing.lock();
        try {
            out.write(frame.array(), 0, frame.limit());
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    private void read() {
        try (var in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16))) {
            while (true) {
                var size = in.readInt();
                var type = in.readUnsignedByte();
                var id = in.readLong();
                if (type == Frames.READY) {
                    ready.complete(JsonMapper.shared().readTree(in.readNBytes(size - 9)));
                } else if (type == Frames.RESULT) {
                    var reply = Frames.reply(in, options);
                    var waiting = pending.remove(id);
                    if (waiting != null) waiting.complete(reply);
                } else {
                    throw new IOException("unknown frame " + type);
                }
            }
        } catch (IOException | RuntimeException e) {
            fail("the worker ended: " + (complaint.isEmpty() ? e : complaint.toString().strip()));
        }
    }

    private void collectComplaints() {
        try (InputStream in = process.getErrorStream()) {
            var buffer = new byte[4096];
            for (int n; (n = in.read(buffer)) >= 0;) {
                if (complaint.length() < 16384) complaint.append(new String(buffer, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // the process is gone
        }
    }
}
