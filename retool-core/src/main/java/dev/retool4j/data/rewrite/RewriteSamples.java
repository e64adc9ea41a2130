package dev.retool4j.data.rewrite;

import dev.retool4j.data.Reject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A few rows to look at, chosen by rule: the first accepted ones, the first that passed only after being sent back, and the first of each
/// reason of rejection.
public final class RewriteSamples {
    private static final int ACCEPTED = 8;
    private static final int MENDED = 4;
    private static final int REJECTED = 2;

    private final List<Outcome.Accepted> accepted = new ArrayList<>();
    private final List<Outcome.Accepted> mended = new ArrayList<>();
    private final Map<Reject, List<Outcome.Rejected>> rejected = new EnumMap<>(Reject.class);

    void add(Outcome outcome) {
        switch (outcome) {
            case Outcome.Accepted yes -> keep(yes.attempts() > 1 ? mended : accepted, yes, yes.attempts() > 1 ? MENDED : ACCEPTED);
            case Outcome.Rejected no -> keep(rejected.computeIfAbsent(no.reason(), reason -> new ArrayList<>()), no, REJECTED);
            case Outcome.Unfinished ignored -> {
                // there is nothing to see
            }
        }
    }

    private static <T> void keep(List<T> kept, T outcome, int most) {
        if (kept.size() < most) kept.add(outcome);
    }

    /// Accepted rows: those of the first attempt, then those that were mended.
    public List<Outcome.Accepted> accepted() {
        var all = new ArrayList<>(accepted);
        all.addAll(mended);
        return all;
    }

    /// Rejected rows, by reason.
    public List<Outcome.Rejected> rejected() {
        return rejected.values().stream().flatMap(List::stream).toList();
    }
}
