package dev.retool4j.web.dashboard;

import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.TraceEntry;
import dev.retool4j.run.TraceFilter;
import dev.retool4j.run.TraceIndex;
import dev.retool4j.run.TraceSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The traces of each run, and those that fit a filter. While a run trains only what was added is read and tested. Safe for use by many threads.
final class TraceLists {
    private static final int LARGEST = 48;

    private final Cache cache;
    private final Map<Path, TraceIndex> indexes = few();
    private final Map<List<Object>, Fitting> fitting = few();

    TraceLists(Cache cache) {
        this.cache = cache;
    }

    /// What is listed, in order.
    record Entries(List<TraceEntry> list) {}

    /// Every trace of a source.
    List<TraceEntry> all(RunDirectory run, TraceSource source) {
        if (!source.isTraining()) return cache.get("index", file(run, source), Entries.class, () -> new Entries(run.index(source))).list;
        var index = known(indexes, run.path(), () -> run.traces().tail());
        return cache.get("index", run.path().resolve("traces").resolve("index.jsonl"), Entries.class, () -> new Entries(index.read())).list;
    }

    /// Those that fit, in the order that is asked for.
    ///
    /// @throws dev.retool4j.run.RunException where filter or order are none
    List<TraceEntry> filtered(RunDirectory run, TraceSource source, String filter, String sort) {
        return cache.get(List.of("filtered", filter, sort), file(run, source), Entries.class, () -> {
            var order = sort.isEmpty() ? null : TraceFilter.order(sort);
            var all = all(run, source);
            var found = filter.isBlank() ? all : fitting(run, source, filter).of(run, source, all);
            return new Entries(order == null ? found : found.stream().sorted(order).toList());
        }).list;
    }

    private Fitting fitting(RunDirectory run, TraceSource source, String filter) {
        var parsed = TraceFilter.parse(filter);
        return known(fitting, List.of(run.path(), source, filter), () -> new Fitting(parsed));
    }

    /// The file that holds a source's traces.
    static Path file(RunDirectory run, TraceSource source) {
        return source.isTraining()
                ? run.path().resolve("traces").resolve("stream.jsonl")
                : run.evaluations().file(source.step(), source.set());
    }

    /// The traces that fit a filter, as far as they were tested.
    private static final class Fitting {
        private final TraceFilter filter;
        private final List<TraceEntry> found = new ArrayList<>();
        private List<TraceEntry> tested = List.of();

        Fitting(TraceFilter filter) {
            this.filter = filter;
        }

        synchronized List<TraceEntry> of(RunDirectory run, TraceSource source, List<TraceEntry> all) {
            int before = tested.size();
            boolean grown = before <= all.size() && (before == 0 || tested.getLast().equals(all.get(before - 1)));
            var more = new ArrayList<TraceEntry>(); // one that cannot be read must not leave half of them
            for (var entry : all.subList(grown ? before : 0, all.size()))
                if (filter.entries().test(entry) && fits(run, source, entry)) more.add(entry);
            if (!grown) found.clear();
            found.addAll(more);
            tested = all;
            return List.copyOf(found);
        }

        private boolean fits(RunDirectory run, TraceSource source, TraceEntry entry) {
            if (filter.traces().isEmpty()) return true;
            var trace = run.load(source, entry);
            return filter.traces().stream().allMatch(holds -> holds.test(trace));
        }
    }

    private static <K, V> V known(Map<K, V> map, K key, Supplier<V> make) {
        synchronized (map) {
            var found = map.get(key);
            if (found != null) return found;
            var made = make.get();
            map.put(key, made);
            return made;
        }
    }

    private static <K, V> Map<K, V> few() {
        return new LinkedHashMap<>(LARGEST, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > LARGEST;
            }
        };
    }
}
