package dev.retool4j.web.dashboard;

import dev.retool4j.run.RunException;
import dev.retool4j.run.TraceSource;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/// Reads the lists of traces of the runs that were written last, and one trace of each, before the first page is asked for: what a fresh server
/// does for the first time is then done.
final class Preload implements Runnable {
    private static final int RUNS = 4;

    private final Catalog catalog;
    private final TraceLists lists;
    private final BehaviourApi behaviour;

    Preload(Catalog catalog, TraceLists lists, BehaviourApi behaviour) {
        this.catalog = catalog;
        this.lists = lists;
        this.behaviour = behaviour;
    }

    @Override
    public void run() {
        catalog.runs().entrySet().stream().sorted(Comparator.comparingLong(Preload::written).reversed()).limit(RUNS)
                .forEach(entry -> read(entry.getKey(), entry.getValue()));
    }

    private static long written(Map.Entry<String, Path> run) {
        return run.getValue().resolve("run.json").toFile().lastModified();
    }

    private void read(String id, Path path) {
        try {
            if (!Files.exists(path.resolve("traces").resolve("index.jsonl"))) return;
            var run = catalog.open(id, path);
            var entries = lists.all(run, TraceSource.TRAIN);
            if (entries.isEmpty()) return;
            var trace = run.load(TraceSource.TRAIN, entries.getLast());
            TokenApi.note(run, TraceSource.TRAIN, trace.trajectory().id());
            behaviour.of(trace);
        } catch (Refusal | RunException | UncheckedIOException | IllegalStateException e) {
            // whoever asks for it is told; and a dashboard that was closed meanwhile needs nothing
        }
    }
}
