package dev.retool4j.reward;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// A finite union of intervals and points, cut at sorted boundaries: membership of each boundary and of each gap between them.
///
/// @param boundaries strictly increasing, finite
/// @param points     whether boundary k belongs to the set
/// @param gaps       whether the open stretch before boundary k belongs to it; one more than boundaries
record RealSet(List<Expr> boundaries, List<Boolean> points, List<Boolean> gaps) {
    static final RealSet EMPTY = new RealSet(List.of(), List.of(), List.of(false));
    static final RealSet REALS = new RealSet(List.of(), List.of(), List.of(true));

    /// Orders boundaries; the caller's order must be decidable or throw [Unsettled].
    interface Order {
        int compare(Expr a, Expr b);
    }

    static RealSet point(Expr at) {
        return new RealSet(List.of(at), List.of(true), List.of(false, false));
    }

    static RealSet below(Expr bound, boolean inclusive) {
        return new RealSet(List.of(bound), List.of(inclusive), List.of(true, false));
    }

    static RealSet above(Expr bound, boolean inclusive) {
        return new RealSet(List.of(bound), List.of(inclusive), List.of(false, true));
    }

    /// Union '∪', intersection '∩' or difference '∖'.
    RealSet combine(RealSet other, char op, Order order) {
        var merged = new ArrayList<Expr>();
        var points = new ArrayList<Boolean>();
        var gaps = new ArrayList<Boolean>();
        int i = 0;
        int j = 0;
        gaps.add(apply(op, this.gaps.get(0), other.gaps.get(0)));
        while (i < boundaries.size() || j < other.boundaries.size()) {
            var sign = i == boundaries.size()
                    ? 1
                    : j == other.boundaries.size() ? -1 : order.compare(boundaries.get(i), other.boundaries.get(j));
            var here = sign <= 0 ? this.points.get(i) : this.gaps.get(i);
            var there = sign >= 0 ? other.points.get(j) : other.gaps.get(j);
            merged.add(sign <= 0 ? boundaries.get(i) : other.boundaries.get(j));
            points.add(apply(op, here, there));
            if (sign <= 0) i++;
            if (sign >= 0) j++;
            gaps.add(apply(op, this.gaps.get(i), other.gaps.get(j)));
        }
        return new RealSet(merged, points, gaps).simplified();
    }

    private static boolean apply(char op, boolean a, boolean b) {
        return switch (op) {
            case '∪' -> a || b;
            case '∩' -> a && b;
            default -> a && !b;
        };
    }

    /// Without the boundaries at which nothing changes.
    private RealSet simplified() {
        var kept = new TreeSet<Integer>();
        for (var k = 0; k < boundaries.size(); k++) {
            if (!gaps.get(k).equals(points.get(k)) || !points.get(k).equals(gaps.get(k + 1))) kept.add(k);
        }
        if (kept.size() == boundaries.size()) return this;
        var newGaps = new ArrayList<Boolean>();
        newGaps.add(gaps.get(0));
        for (int k : kept)
            newGaps.add(gaps.get(k + 1));
        return new RealSet(kept.stream().map(boundaries::get).toList(), kept.stream().map(points::get).toList(), newGaps);
    }

    boolean isEmpty() {
        return boundaries.isEmpty() && !gaps.get(0);
    }
}
