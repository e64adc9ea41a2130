package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Relation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Compares equations and inequalities as statements: left side less right side, up to a constant factor.
final class Relations {
    private static final int BITS = 192;
    private static final int POINTS = 4;

    private final Scalars scalars;
    private final Budget budget;
    private final long seed;

    Relations(Scalars scalars, Budget budget, long seed) {
        this.scalars = scalars;
        this.budget = budget;
        this.seed = seed;
    }

    Judgement compare(Relation a, Relation b) {
        if (a.ops().size() != b.ops().size()) return Judgement.undecided("chains of different length");
        if (a.ops().size() > 1) return chains(a, b);
        var flipped = !a.ops().equals(b.ops());
        if (flipped && !a.ops().getFirst().equals(RealSets.mirrored(b.ops().getFirst()))) {
            return Judgement.different("different relation signs");
        }
        var symmetric = a.ops().getFirst().equals("=") || a.ops().getFirst().equals("!=");
        return proportional(a, b, symmetric, flipped);
    }

    private Judgement chains(Relation a, Relation b) {
        var same = sides(a.sides(), b.sides());
        if (a.ops().equals(b.ops()) && same.isEqual()) return same;
        var ops = b.ops().reversed().stream().map(RealSets::mirrored).toList();
        if (a.ops().equals(ops)) return sides(a.sides(), b.sides().reversed());
        return a.ops().equals(b.ops()) ? same : Judgement.different("different relation signs");
    }

    private Judgement sides(List<Expr> a, List<Expr> b) {
        for (var i = 0; i < a.size(); i++) {
            var side = scalars.compare(a.get(i), b.get(i));
            if (!side.isEqual()) return Judgement.undecided("chains of relations with different sides: " + side.reason());
        }
        return Judgement.equal("the same chain");
    }

    /// f = c·g with one non-zero constant c at all points; c is positive where an order stands between the sides, negative where it is mirrored.
    private Judgement proportional(Relation a, Relation b, boolean symmetric, boolean flipped) {
        var f = difference(a);
        var g = difference(b);
        var names = new TreeSet<>(Trees.symbols(f));
        names.addAll(Trees.symbols(g));
        if (names.isEmpty()) return Judgement.undecided("relations without a variable");
        var random = new Mix(seed);
        Complex first = null;
        try {
            for (var i = 0; i < POINTS; i++) {
                var point = new HashMap<String, Rational>();
                for (var name : names)
                    point.put(name, Rational.of(300 + random.next(4000), 997 + random.next(1000)));
                var x = value(f, point);
                var y = value(g, point);
                if (x.containsZero() != y.containsZero()) return Judgement.different("one holds where the other does not");
                if (x.containsZero()) continue;
                var ratio = x.divide(y, BITS);
                if (!symmetric && (!ratio.isReal() || ratio.re().signum() < 0 != flipped))
                    return Judgement.different("opposite directions");
                if (first == null) first = ratio;
                else if (!ratio.subtract(first, BITS).containsZero()) return Judgement.different("not multiples of each other");
            }
        } catch (Unsettled e) {
            return Judgement.undecided(e.reason());
        }
        return first == null
                ? Judgement.undecided("relations that hold or fail everywhere")
                : Judgement.equal("the same relation up to a factor");
    }

    private Complex value(Expr expr, Map<String, Rational> point) {
        return new Evaluator(point, BITS, budget).value(expr).ball(BITS);
    }

    private static Expr difference(Relation relation) {
        return new Add(List.of(relation.sides().getFirst(), new Neg(relation.sides().getLast())));
    }
}
