package dev.retool4j.run;

import dev.retool4j.analysis.Correction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The self-corrections of a source, found trace by trace as it grows. Safe for use by many threads.
public final class Corrections {
    /// Most places that are remembered.
    public static final int MOST = 200;

    /// Where the policy mended a block of its own.
    public record Place(String id, int step, String problem, Correction correction) {}

    /// @param total     corrections
    /// @param responses with at least one
    /// @param firsts    of each kind of error the earliest step's first
    /// @param latest    at most [#MOST], the newest first
    public record Found(int total, int responses, List<Place> firsts, List<Place> latest) {}

    private final TraceSource source;
    private final Map<String, Place> firsts = new LinkedHashMap<>();
    private final List<Place> places = new ArrayList<>();
    private int total;
    private int responses;
    private int read;

    public Corrections(TraceSource source) {
        this.source = source;
    }

    /// Everything that was found in these traces.
    ///
    /// @param run     that they are of
    /// @param entries of the source: those of the last call, and what was added since
    public synchronized Found find(RunDirectory run, List<TraceEntry> entries) {
        if (entries.size() < read) forget(); // the run was taken back to a checkpoint
        for (; read < entries.size(); read++) {
            var entry = entries.get(read);
            if (!entry.mayMend()) continue;
            var corrections = Correction.of(run.load(source, entry).trajectory().calls());
            if (!corrections.isEmpty()) responses++;
            for (var correction : corrections)
                add(new Place(entry.id(), entry.step(), entry.problem(), correction));
        }
        return new Found(total, responses, List.copyOf(firsts.values()), places.reversed().stream().limit(MOST).toList());
    }

    private void forget() {
        firsts.clear();
        places.clear();
        total = 0;
        responses = 0;
        read = 0;
    }

    private void add(Place place) {
        total++;
        firsts.merge(place.correction.error(), place, (before, now) -> now.step < before.step ? now : before);
        places.add(place);
        if (places.size() > 2 * MOST) places.subList(0, places.size() - MOST).clear();
    }
}
