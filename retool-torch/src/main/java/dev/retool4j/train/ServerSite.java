package dev.retool4j.train;

import dev.retool4j.model.Policy;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/// Behind a server that takes new weights from a folder: they are written there whenever they have changed, and the server is told to read them.
public final class ServerSite implements RolloutSite {

    /// How weights get to the server.
    ///
    /// @param folder in which they are written, in one of its own for each step; those of earlier steps are deleted, and all at the end
    /// @param seenAs how the server calls that folder; null: by the same absolute path
    /// @param save   in which form
    public record Handover(Path folder, @Nullable String seenAs, SaveOptions save) {}

    private final RemoteEngine engine;
    private final Policy policy;
    private final Handover handover;
    private final String name;
    private final Pattern ours; // names of folders
    private int step = -1;
    private volatile @Nullable Thread publishing;
    private volatile boolean cancelled;

    /// @param engine closed with this
    /// @param policy whose weights are trained; adapters are merged into them for the server
    /// @param name   of the run; the versions of the weights begin with it
    public ServerSite(RemoteEngine engine, Policy policy, Handover handover, String name) {
        this.engine = engine;
        this.policy = policy;
        this.handover = handover;
        this.name = name;
        this.ours = Pattern.compile(Pattern.quote(name) + "-\\d{6}(\\.unfinished)?");
    }

    @Override
    public RemoteEngine engine() {
        return engine;
    }

    @Override
    public void publish(int newStep) {
        if (newStep == step) return;
        var folder = handover.folder.resolve("%s-%06d".formatted(name, newStep));
        write(folder);
        // a resumed run has other weights under the same step
        var version = "%s@%d-%s".formatted(name, newStep, Long.toHexString(System.currentTimeMillis()));
        give(folder, version);
        deleteAllBut(folder);
        step = newStep;
    }

    private void give(Path folder, String version) {
        publishing = Thread.currentThread();
        try {
            if (cancelled) throw new InterruptedException();
            engine.updateWeights(handover.seenAs == null
                    ? folder.toAbsolutePath().normalize().toString()
                    : handover.seenAs + "/" + folder.getFileName(), version);
        } catch (InterruptedException e) {
            throw new EngineException(true, "stopped while the server was given " + version);
        } finally {
            publishing = null;
            if (cancelled) Thread.interrupted(); // it was meant for the request
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        var thread = publishing;
        if (thread != null) thread.interrupt();
    }

    /// Those of a run that was killed, too.
    private void deleteAllBut(@Nullable Path kept) {
        if (!Files.isDirectory(handover.folder)) return;
        try (var folders = Files.list(handover.folder)) {
            for (var folder : folders.filter(f -> ours.matcher(f.getFileName().toString()).matches()).toList())
                if (!folder.equals(kept)) delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + handover.folder + ": " + e.getMessage(), e);
        }
    }

    private void write(Path folder) {
        delete(folder);
        try (var scope = new PointerScope()) {
            (policy.weights().adapters() == null ? policy : policy.merged()).saveNew(folder, handover.save);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) return;
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList())
                Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the weights in " + folder + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        engine.close();
        deleteAllBut(null);
    }
}
