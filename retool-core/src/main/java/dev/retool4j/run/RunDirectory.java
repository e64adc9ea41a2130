package dev.retool4j.run;

import dev.retool4j.chat.Tokenizer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// `runs/<name>/`: everything that a run writes, and the contract between the trainer and whoever looks at it.
///
/// ```
/// config.yaml  run.json  metrics.jsonl  vocabulary.bin  traces/  eval/step-000120/  checkpoints/step-000120/  logs/attempt-1/  tensorboard/
/// ```
///
/// Opened for writing by one process at a time, which holds a lock and gives a sign of life in `run.json`; read by any number at any
/// time. Whole files are replaced atomically and lines count once they are finished, so a crash costs at most the line being written.
public final class RunDirectory implements AutoCloseable {
    /// Version of the layout, in `run.json`.
    public static final int SCHEMA = 1;

    /// The file of what the policy's tokens stand for.
    public static final String VOCABULARY = "vocabulary.bin";

    private static final Duration HEARTBEAT = Duration.ofSeconds(15);
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /// What to do where the directory is there already.
    public enum Existing {
        /// stop with an error
        REFUSE,
        /// go on in it; it must be there
        RESUME,
        /// delete it and begin anew
        CLEAN
    }

    /// What a run is begun with.
    ///
    /// @param configuration the resolved configuration, as [Configuration#yaml] gives it
    /// @param argv          the command line
    /// @param seed          of the whole run
    public record Start(String configuration, List<String> argv, long seed) {}

    private final Path path;
    private final Clock clock;
    private final MetricsLog metrics;
    private final Traces traces;
    private final @Nullable FileLock lock;
    private RunInfo info;
    private @Nullable TensorBoardWriter tensorBoard;
    private @Nullable Thread heart;

    private RunDirectory(Path path, Clock clock, RunInfo info, @Nullable FileLock lock) {
        this.path = path;
        this.clock = clock;
        this.info = info;
        this.lock = lock;
        this.metrics = new MetricsLog(path.resolve("metrics.jsonl"));
        this.traces = new Traces(path.resolve("traces"));
    }

    /// Opens a run for writing: a new one, or an existing one as `existing` says.
    ///
    /// @throws RunException if it exists and must not, is missing and must not be, is written by another process, or cannot be written
    public static RunDirectory open(Path path, Existing existing, Start start) {
        return open(path, existing, start, Clock.systemUTC());
    }

    static RunDirectory open(Path path, Existing existing, Start start, Clock clock) {
        boolean present = Files.exists(path) && !isEmptyDirectory(path);
        RunInfo previous = present ? previous(path, existing) : null;
        if (!present && existing == Existing.RESUME)
            throw new RunException("there is no run to resume at " + path,
                    "leave --resume out to begin it, or pass the name of a run that exists");
        if (present && existing == Existing.CLEAN) {
            release(path, lock(path));
            AtomicFiles.deleteTree(path);
            previous = null;
        }
        AtomicFiles.createDirectories(path);
        var lock = lock(path);
        var run = new RunDirectory(path, clock, begin(path, start, previous, clock.instant()), lock);
        run.writeInfo();
        AtomicFiles.createDirectories(run.logs());
        AtomicFiles.write(path.resolve("config.yaml"), start.configuration());
        AtomicFiles.write(run.logs().resolve("config.yaml"), start.configuration());
        run.heart = Thread.ofPlatform().daemon().name("heartbeat of " + run.name()).start(run::beat);
        return run;
    }

    /// Opens a run for reading; it may be written at the same time.
    public static RunDirectory read(Path path) {
        return new RunDirectory(path, Clock.systemUTC(), readInfo(path), null);
    }

    /// Whether a folder is a run directory.
    public static boolean isRun(Path path) {
        return Files.isRegularFile(path.resolve("run.json"));
    }

    /// The run directories directly under a folder, by name.
    public static List<Path> list(Path root) {
        if (!Files.isDirectory(root)) return List.of();
        try (var children = Files.list(root)) {
            return children.filter(RunDirectory::isRun).sorted().toList();
        } catch (IOException e) {
            throw new RunException("cannot list " + root + ": " + AtomicFiles.reason(e), "check that it is a readable folder", e);
        }
    }

    public Path path() {
        return path;
    }

    public String name() {
        return path.toAbsolutePath().normalize().getFileName().toString();
    }

    /// How the run stands. For a run opened for reading, as it stood then.
    public synchronized RunInfo info() {
        return info;
    }

    public MetricsLog metrics() {
        return metrics;
    }

    public Traces traces() {
        return traces;
    }

    /// What a list of traces shows.
    public List<TraceEntry> index(TraceSource source) {
        return source.isTraining() ? traces.index() : evaluations().index(source.step(), source.set());
    }

    /// Reads one trace in full.
    public Trace load(TraceSource source, TraceEntry entry) {
        return source.isTraining() ? traces.load(entry) : evaluations().load(source.step(), source.set(), entry);
    }

    /// Everything that there are traces of: training first, then evaluations by step.
    public List<TraceSource> sources() {
        var sources = new ArrayList<TraceSource>();
        if (Files.exists(path.resolve("traces").resolve("stream.jsonl"))) sources.add(TraceSource.TRAIN);
        for (int step : evaluations().steps())
            for (var set : evaluations().summaries(step).keySet())
                sources.add(new TraceSource(set, step));
        return sources;
    }

    public Evaluations evaluations() {
        return new Evaluations(path.resolve("eval"));
    }

    public Checkpoints checkpoints() {
        return new Checkpoints(path.resolve("checkpoints"));
    }

    /// The resolved configuration of the last attempt.
    public Path configuration() {
        return path.resolve("config.yaml");
    }

    /// Keeps what the policy's tokens stand for, for those who look at its traces; does nothing where it is kept already.
    public void keepVocabulary(Tokenizer tokenizer) {
        requireWritable();
        var file = path.resolve(VOCABULARY);
        if (!Files.exists(file)) Vocabulary.write(file, tokenizer);
    }

    /// What the policy's tokens stand for; empty where the run does not say.
    public Optional<Vocabulary> vocabulary() {
        return Vocabulary.read(path.resolve(VOCABULARY));
    }

    /// Where this attempt's logs go.
    public Path logs() {
        return path.resolve("logs").resolve("attempt-" + info().attempt());
    }

    /// From now on [#log] also writes TensorBoard event files, under `tensorboard/`.
    public synchronized void useTensorBoard() {
        if (tensorBoard == null) tensorBoard = new TensorBoardWriter(path.resolve("tensorboard"), clock.instant(), info.step() + 1);
    }

    /// Logs figures of a step. May be called several times for one step.
    public synchronized void log(int step, Map<String, Double> figures) {
        requireWritable();
        var now = clock.instant();
        metrics.append(step, now, figures);
        if (tensorBoard != null) tensorBoard.write(step, now, figures);
        info = info.with(RunInfo.State.RUNNING, Math.max(step, info.step()), now, null);
        writeInfo();
    }

    /// Forgets what was logged after a step: metrics, traces and evaluations. A resumed run calls this with its checkpoint's step.
    public synchronized void dropAfter(int step) {
        requireWritable();
        metrics.dropAfter(step);
        traces.dropAfter(step);
        evaluations().dropAfter(step);
        info = info.with(RunInfo.State.RUNNING, Math.min(step, info.step()), clock.instant(), null);
        writeInfo();
    }

    /// Marks the run as ended as planned.
    public void finish() {
        end(RunInfo.State.FINISHED, null);
    }

    /// Marks the run as ended by an error.
    public void fail(String error) {
        end(RunInfo.State.FAILED, error);
    }

    /// Marks the run as stopped by a person.
    public void interrupt() {
        end(RunInfo.State.INTERRUPTED, null);
    }

    /// Gives the directory free. A run that was not ended before counts as interrupted.
    @Override
    public void close() {
        if (lock == null) return;
        synchronized (this) {
            if (!lock.isValid()) return;
            if (heart != null) heart.interrupt();
            if (info.state() == RunInfo.State.RUNNING) end(RunInfo.State.INTERRUPTED, null);
            metrics.close();
            traces.close();
            if (tensorBoard != null) tensorBoard.close();
            release(path, lock);
        }
    }

    private synchronized void end(RunInfo.State state, @Nullable String error) {
        requireWritable();
        info = info.with(state, info.step(), clock.instant(), error);
        writeInfo();
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(HEARTBEAT);
                synchronized (this) {
                    if (lock == null || !lock.isValid() || info.state() != RunInfo.State.RUNNING) return;
                    info = info.with(RunInfo.State.RUNNING, info.step(), clock.instant(), null);
                    writeInfo();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RunException e) {
            // a disk that is full or gone shows itself where figures are written; a missed sign of life harms nothing
        }
    }

    private void requireWritable() {
        if (lock == null || !lock.isValid()) throw new IllegalStateException(path + " is not open for writing");
    }

    private void writeInfo() {
        AtomicFiles.writeLightly(path.resolve("run.json"), Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(info) + "\n");
    }

    private static RunInfo previous(Path path, Existing existing) {
        if (!Files.isDirectory(path)) throw new RunException(path + " is a file, not a folder", "pass name=<new>");
        if (!isRun(path))
            throw new RunException(path + " exists and is not a run (it has no run.json)", "pass name=<new>; it is left untouched");
        var info = readInfo(path);
        if (existing == Existing.REFUSE)
            throw new RunException(path + " already exists (" + info.describe() + ")",
                    "continue with --resume, start over with --clean, or pass name=<new>");
        return info;
    }

    private static RunInfo begin(Path path, Start start, @Nullable RunInfo previous, Instant now) {
        var name = path.toAbsolutePath().normalize().getFileName().toString();
        return new RunInfo(SCHEMA, name, RunInfo.State.RUNNING, previous == null ? -1 : previous.step(),
                previous == null ? 1 : previous.attempt() + 1,
                start.argv(), start.seed(), previous == null ? now : previous.started(), now, null, null, GitCommit.of(Path.of("")),
                System.getProperty("java.vm.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"),
                Runtime.getRuntime().availableProcessors(), ProcessHandle.current().pid());
    }

    private static RunInfo readInfo(Path path) {
        var file = path.resolve("run.json");
        try {
            var info = Json.MAPPER.readValue(Files.readString(file), RunInfo.class);
            if (info.schema() <= SCHEMA) return info;
            throw new RunException(file + " has layout version " + info.schema() + ", this program knows up to " + SCHEMA,
                    "use a newer retool");
        } catch (IOException e) {
            throw new RunException(path + " is not a run: cannot read run.json", "pass a folder that retool train or retool demo made", e);
        } catch (JacksonException e) {
            throw new RunException(file + " is broken: " + e.getOriginalMessage(), "start over with --clean, or pass name=<new>", e);
        }
    }

    /// A lock against other processes, and by [#OPEN] against this one: closing any channel of a file would give up the process's lock.
    private static FileLock lock(Path path) {
        var busy = new RunException(path + " is being written by a running process", "stop that process first, or pass name=<new>");
        if (!OPEN.add(key(path))) throw busy;
        FileLock lock = null;
        try {
            var channel = FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock != null) return lock;
            channel.close();
            throw busy;
        } catch (IOException e) {
            throw AtomicFiles.failure(path.resolve(".lock"), e);
        } finally {
            if (lock == null) OPEN.remove(key(path));
        }
    }

    private static void release(Path path, FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new RunException("cannot release the lock on " + path + ": " + AtomicFiles.reason(e), "check its disk", e);
        } finally {
            OPEN.remove(key(path));
        }
    }

    private static Path key(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static boolean isEmptyDirectory(Path path) {
        if (!Files.isDirectory(path)) return false;
        try (var children = Files.list(path)) {
            return children.findAny().isEmpty();
        } catch (IOException e) {
            throw new RunException("cannot read " + path + ": " + AtomicFiles.reason(e), "check that it is a readable folder", e);
        }
    }
}
