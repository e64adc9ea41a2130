package dev.retool4j.run;

import dev.retool4j.analysis.Correction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The self-corrections of a list of traces.
///
/// @param total     corrections
/// @param responses with at least one
/// @param firsts    of each kind of error the earliest step's first
/// @param latest    at most [#MOST], the newest first
public record Corrections(int total, int responses, List<Place> firsts, List<Place> latest) {
    /// Most places that are listed.
    public static final int MOST = 200;

    public Corrections {
        firsts = List.copyOf(firsts);
        latest = List.copyOf(latest);
    }

    /// Where the policy mended a block of its own.
    public record Place(String id, int step, String problem, Correction correction) {}

    /// Those of the traces of a source, in the order of writing.
    public static Corrections of(List<TraceEntry> entries) {
        int total = 0, responses = 0;
        Map<String, Place> firsts = new LinkedHashMap<>();
        for (var entry : entries) {
            if (!entry.corrections().isEmpty()) responses++;
            for (var correction : entry.corrections()) {
                total++;
                firsts.merge(correction.error(), place(entry, correction), (before, now) -> now.step < before.step ? now : before);
            }
        }
        var latest = new ArrayList<Place>();
        for (int i = entries.size() - 1; i >= 0 && latest.size() < MOST; i--)
            for (var correction : entries.get(i).corrections().reversed())
                if (latest.size() < MOST) latest.add(place(entries.get(i), correction));
        return new Corrections(total, responses, List.copyOf(firsts.values()), latest);
    }

    private static Place place(TraceEntry entry, Correction correction) {
        return new Place(entry.id(), entry.step(), entry.problem(), correction);
    }
}
