package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Degree;
import dev.retool4j.reward.Expr.Group;
import dev.retool4j.reward.Expr.Listing;
import dev.retool4j.reward.Expr.Matrix;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.Percent;
import dev.retool4j.reward.Expr.PlusMinus;
import dev.retool4j.reward.Expr.Quantity;
import dev.retool4j.reward.Expr.Ratio;
import dev.retool4j.reward.Expr.Relation;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.Text;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares two trees by structure; the gold answer decides what structure is asked for.
final class Comparer {
    private static final int MAX_ALTERNATIVES = 16;

    private final Scalars scalars;
    private final RealSets sets;
    private final Relations relations;

    Comparer(EquivalenceOptions options, Budget budget, long seed) {
        scalars = new Scalars(options, budget, seed);
        sets = new RealSets(scalars, budget);
        relations = new Relations(scalars, budget, seed);
    }

    /// @throws Unsettled where the step budget is spent
    Judgement compare(Expr gold, Expr answer) {
        return compareUnwrapped(unwrap(gold), unwrap(answer));
    }

    private Judgement compareUnwrapped(Expr gold, Expr answer) {
        if (gold.equals(answer)) return Judgement.equal("the same expression");
        if (gold instanceof Text || answer instanceof Text) return words(gold, answer);
        if (gold instanceof Relation || answer instanceof Relation) return withRelation(gold, answer);
        if (gold instanceof Quantity || answer instanceof Quantity) return quantities(gold, answer);
        if (gold instanceof Percent != answer instanceof Percent) return percent(gold, answer);
        if (gold instanceof Percent(Expr x) && answer instanceof Percent(Expr y)) return compare(x, y);
        if (gold instanceof Degree(Expr x) && answer instanceof Degree(Expr y)) return compare(x, y);
        if (gold instanceof Degree || answer instanceof Degree) return degrees(gold, answer);
        if (gold instanceof Ratio || answer instanceof Ratio) return ratios(gold, answer);
        if (RealSets.isSet(gold) || RealSets.isSet(answer)) return realSets(gold, answer);
        var goldItems = items(gold);
        var answerItems = items(answer);
        if (goldItems == null && answerItems == null) return scalars.compare(gold, answer);
        if (goldItems == null || answerItems == null) return Judgement.different("one value against several");
        return lists(gold, answer, goldItems, answerItems);
    }

    /// Without brackets that hold one thing only.
    private static Expr unwrap(Expr expr) {
        return switch (expr) {
            case SetOf(List<Expr> items) when items.size() == 1 && !(items.getFirst() instanceof PlusMinus) -> unwrap(items.getFirst());
            case Listing(List<Expr> items) when items.size() == 1 -> unwrap(items.getFirst());
            case Matrix(List<List<Expr>> rows) when rows.size() == 1 && rows.getFirst().size() == 1 -> unwrap(rows.getFirst().getFirst());
            case Quantity(Expr value, String unit) when Units.multiple(unit) != 1 -> {
                var scaled = new Mul(List.of(value, Num.of(Units.multiple(unit))));
                var rest = Units.afterMultiple(unit);
                yield rest.isEmpty() ? scaled : new Quantity(scaled, rest);
            }
            default -> expr;
        };
    }

    private static Judgement words(Expr gold, Expr answer) {
        if (gold instanceof Text(String a) && answer instanceof Text(String b)) {
            return Words.bare(a).equals(Words.bare(b)) ? Judgement.equal("the same words") : Judgement.different("different words");
        }
        return Judgement.different("words against a formula");
    }

    // ---- relations

    private Judgement withRelation(Expr gold, Expr answer) {
        if (gold instanceof Relation a && answer instanceof Relation b) return bothRelations(a, b);
        if (gold instanceof Relation relation) {
            if (!Assignments.isEquation(relation)) return solutions(relation, answer);
            var value = value(relation);
            return value == null ? Judgement.different("an equation against a value") : compare(value, answer);
        }
        var relation = (Relation) answer;
        if (relation.ops().equals(List.of("in"))) return compare(gold, relation.sides().getLast());
        if (!Assignments.isEquation(relation)) return Judgement.different("an inequality where the gold answer is none");
        var value = value(relation);
        return value == null ? Judgement.different("an equation against a value") : compare(gold, value);
    }

    /// The value that an equation gives: to its target, or as the last of equal constants.
    private @Nullable Expr value(Relation relation) {
        var value = Assignments.value(relation);
        if (value != null) return value;
        for (var side : relation.sides()) {
            if (!Trees.isConstant(side)) return null;
            if (!compare(relation.sides().getFirst(), side).isEqual()) return null;
        }
        return relation.sides().getLast();
    }

    /// An inequality as gold against an interval or a list of values.
    private Judgement solutions(Relation gold, Expr answer) {
        if (gold.ops().equals(List.of("in"))) return compare(gold.sides().getLast(), answer);
        var wanted = sets.solve(gold);
        var given = wanted == null ? null : sets.of(answer);
        if (wanted == null || given == null) return Judgement.undecided("an inequality against something that is no interval");
        return sets.compare(wanted, given);
    }

    private Judgement bothRelations(Relation gold, Relation answer) {
        var goldTarget = Assignments.target(gold);
        var answerTarget = Assignments.target(answer);
        if (goldTarget != null && answerTarget != null) {
            var goldValue = java.util.Objects.requireNonNull(Assignments.value(gold));
            var answerValue = java.util.Objects.requireNonNull(Assignments.value(answer));
            if (goldTarget.equals(answerTarget) || Assignments.interchangeable(goldTarget, answerTarget)) {
                return compare(goldValue, answerValue);
            }
        }
        if (gold.ops().equals(List.of("in")) && Assignments.isEquation(answer)
                || answer.ops().equals(List.of("in")) && Assignments.isEquation(gold)) {
            if (gold.sides().getFirst().equals(answer.sides().getFirst())) return compare(gold.sides().getLast(), answer.sides().getLast());
        }
        if (Assignments.isEquation(gold) != Assignments.isEquation(answer)) {
            var wanted = sets.solve(gold);
            var given = wanted == null ? null : sets.solve(answer);
            return wanted == null || given == null ? Judgement.different("an equation against an inequality") : sets.compare(wanted, given);
        }
        if (Assignments.isEquation(gold)) {
            var last = relations.compare(gold, answer);
            if (last.verdict() != Verdict.UNDECIDED) return last;
            var a = value(gold);
            var b = value(answer);
            return a != null && b != null && goldTarget == null && answerTarget == null ? compare(a, b) : last;
        }
        var wanted = sets.solve(gold);
        var given = wanted == null ? null : sets.solve(answer);
        if (wanted != null && given != null && java.util.Objects.equals(RealSets.variable(gold), RealSets.variable(answer))) {
            return sets.compare(wanted, given);
        }
        if (gold.ops().equals(List.of("in")) && answer.ops().equals(List.of("in")))
            return compare(gold.sides().getLast(), answer.sides().getLast());
        return relations.compare(gold, answer);
    }

    // ---- quantities

    private Judgement quantities(Expr gold, Expr answer) {
        if (!(gold instanceof Quantity(Expr a, String goldUnit)) || !(answer instanceof Quantity(Expr b, String answerUnit))) {
            var unit = gold instanceof Quantity quantity ? quantity.unit() : ((Quantity) answer).unit();
            if (!Units.mayDrop(unit)) return Judgement.undecided("the words '" + unit + "' may change the value");
            return compare(gold instanceof Quantity quantity ? quantity.value() : gold,
                    answer instanceof Quantity quantity ? quantity.value() : answer);
        }
        if (Words.bare(goldUnit).equals(Words.bare(answerUnit))) return compare(a, b);
        var wanted = Units.read(goldUnit);
        var given = Units.read(answerUnit);
        if (wanted == null || given == null) return Judgement.undecided("unknown units '" + goldUnit + "' and '" + answerUnit + "'");
        if (!wanted.base().equals(given.base())) return Judgement.different("units of different kinds");
        if (wanted.factor().equals(given.factor())) return compare(a, b);
        return scalars.compare(a, new Mul(List.of(b, Num.of(given.factor().divide(wanted.factor())))));
    }

    private Judgement percent(Expr gold, Expr answer) {
        var inner = gold instanceof Percent(Expr of) ? of : ((Percent) answer).of();
        var other = gold instanceof Percent ? answer : gold;
        if (items(other) != null) return Judgement.different("a percentage against several values");
        var bare = scalars.compare(other, inner);
        return bare.isEqual() ? bare : scalars.compare(other, new Percent(inner));
    }

    private Judgement degrees(Expr gold, Expr answer) {
        var angle = gold instanceof Degree degree ? degree : (Degree) answer;
        var other = gold instanceof Degree ? answer : gold;
        if (items(other) != null) return Judgement.different("an angle against several values");
        var bare = scalars.compare(other, angle.of());
        return bare.isEqual() ? bare : scalars.compare(other, angle);
    }

    private Judgement ratios(Expr gold, Expr answer) {
        if (!(gold instanceof Ratio a) || !(answer instanceof Ratio b)) {
            var ratio = gold instanceof Ratio r ? r : (Ratio) answer;
            var other = gold instanceof Ratio ? answer : gold;
            if (ratio.parts().size() != 2 || items(other) != null) return Judgement.different("a ratio against something else");
            return scalars.compare(other, new Expr.Div(ratio.parts().get(0), ratio.parts().get(1)));
        }
        if (a.clock() && b.clock()) return clocks(a.parts(), b.parts());
        if (a.parts().size() != b.parts().size()) return Judgement.different("ratios of different length");
        for (var i = 1; i < a.parts().size(); i++) {
            // a0 : ai = b0 : bi
            var cross = scalars.compare(new Mul(List.of(a.parts().getFirst(), b.parts().get(i))),
                    new Mul(List.of(a.parts().get(i), b.parts().getFirst())));
            if (!cross.isEqual()) return cross;
        }
        return Judgement.equal("the same ratio");
    }

    private Judgement clocks(List<Expr> a, List<Expr> b) {
        for (var i = 0; i < Math.max(a.size(), b.size()); i++) {
            var part = scalars.compare(i < a.size() ? a.get(i) : Num.of(0), i < b.size() ? b.get(i) : Num.of(0));
            if (!part.isEqual()) return Judgement.different("different times");
        }
        return Judgement.equal("the same time");
    }

    private Judgement realSets(Expr gold, Expr answer) {
        var wanted = sets.of(gold);
        var given = sets.of(answer);
        if (wanted != null && given != null) return sets.compare(wanted, given);
        if (gold instanceof Group a && answer instanceof Group b) {
            if (a.items().size() != b.items().size() || a.open() != b.open() || a.close() != b.close())
                return Judgement.different("different brackets");
            return ordered(a.items(), b.items());
        }
        if (gold instanceof Expr.SetOp a && answer instanceof Expr.SetOp b && a.op() == b.op()) {
            var left = compare(a.left(), b.left());
            var right = compare(a.right(), b.right());
            if (left.isEqual() && right.isEqual()) return Judgement.equal("the same sets combined");
        }
        if (wanted == null && given == null) return Judgement.undecided("sets that cannot be evaluated");
        return RealSets.isSet(gold) && RealSets.isSet(answer)
                ? Judgement.undecided("a set that cannot be evaluated")
                : Judgement.different("a set against something else");
    }

    // ---- several values

    /// The parts of a list, set, tuple or vector, `±` written out; null for a single value.
    private static @Nullable List<Expr> items(Expr expr) {
        return switch (expr) {
            case Listing(List<Expr> items) -> flattened(items);
            case SetOf(List<Expr> items) -> flattened(items);
            case Group group -> group.items();
            case Matrix(List<List<Expr>> rows) -> rows.stream().flatMap(List::stream).toList();
            default -> {
                var both = alternatives(expr);
                yield both.size() > 1 ? both : null;
            }
        };
    }

    private static List<Expr> flattened(List<Expr> items) {
        var flat = new ArrayList<Expr>();
        for (var item : items) {
            if (item instanceof Relation relation && Assignments.isEquation(relation)
                    && alternatives(relation.sides().getLast()).size() > 1) {
                for (var value : alternatives(relation.sides().getLast())) {
                    var sides = new ArrayList<>(relation.sides());
                    sides.set(sides.size() - 1, value);
                    flat.add(new Relation(List.copyOf(sides), relation.ops()));
                }
            } else
                flat.addAll(alternatives(item));
        }
        return flat;
    }

    /// Every choice of signs; `∓` is tied to the `±` it stands with.
    private static List<Expr> alternatives(Expr expr) {
        if (!Trees.any(expr, PlusMinus.class::isInstance)) return List.of(expr);
        if (Trees.any(expr, part -> part instanceof PlusMinus pm && !pm.upper())) return List.of(resolve(expr, true), resolve(expr, false));
        var result = new ArrayList<Expr>();
        var open = new ArrayList<Expr>(List.of(expr));
        while (!open.isEmpty() && result.size() < MAX_ALTERNATIVES) {
            var next = open.removeLast();
            var choice = choose(next, true, new boolean[1]);
            if (choice.equals(next)) {
                result.add(next);
                continue;
            }
            open.add(choose(next, false, new boolean[1]));
            open.add(choice);
        }
        return result;
    }

    /// Resolves the first `±` only.
    private static Expr choose(Expr expr, boolean plus, boolean[] done) {
        if (done[0]) return expr;
        if (expr instanceof PlusMinus pm) {
            done[0] = true;
            return signed(pm, plus);
        }
        return Trees.map(expr, part -> choose(part, plus, done));
    }

    private static Expr resolve(Expr expr, boolean plus) {
        if (expr instanceof PlusMinus pm)
            return signed(new PlusMinus(resolve(pm.left(), plus), resolve(pm.right(), plus), true), pm.upper() == plus);
        return Trees.map(expr, part -> resolve(part, plus));
    }

    private static Expr signed(PlusMinus pm, boolean plus) {
        return new Expr.Add(List.of(pm.left(), plus ? pm.right() : new Expr.Neg(pm.right())));
    }

    private Judgement lists(Expr gold, Expr answer, List<Expr> a, List<Expr> b) {
        if (gold instanceof Matrix m && answer instanceof Matrix n && (m.rows().size() != n.rows().size()))
            return Judgement.different("matrices of different shape");
        var goldVector = gold instanceof Group || gold instanceof Matrix;
        var answerVector = answer instanceof Group || answer instanceof Matrix;
        if (gold instanceof Matrix m && !(answer instanceof Matrix) && m.rows().size() > 1 && m.rows().getFirst().size() > 1
                || answer instanceof Matrix n && !(gold instanceof Matrix) && n.rows().size() > 1 && n.rows().getFirst().size() > 1) {
            return Judgement.different("a matrix against a list");
        }
        if (goldVector && answer instanceof SetOf || answerVector && gold instanceof SetOf)
            return Judgement.different("an ordered tuple against a set");
        if (gold instanceof Group g && answer instanceof Group h && g.items().size() == 2
                && (g.open() != h.open() || g.close() != h.close())) {
            return Judgement.different("different brackets");
        }
        if (goldVector || answerVector) return a.size() == b.size() ? ordered(a, b) : Judgement.different("different numbers of parts");
        if (named(a) != named(b)) return a.size() == b.size() ? ordered(a, b) : Judgement.different("different numbers of values");
        // A point given twice is still one solution; a number given twice may be a double root.
        var points = a.stream().allMatch(Group.class::isInstance) && b.stream().allMatch(Group.class::isInstance);
        if (points || gold instanceof SetOf || answer instanceof SetOf) return unordered(distinct(a), distinct(b));
        return unordered(a, b);
    }

    /// Whether every item is an assignment, and they name different things.
    private static boolean named(List<Expr> items) {
        var names = new ArrayList<Expr>();
        for (var item : items) {
            var target = item instanceof Relation relation ? Assignments.target(relation) : null;
            if (target == null || names.contains(target)) return false;
            names.add(target);
        }
        return true;
    }

    private Judgement ordered(List<Expr> a, List<Expr> b) {
        if (a.size() != b.size()) return Judgement.different("different numbers of parts");
        Judgement undecided = null;
        for (var i = 0; i < a.size(); i++) {
            var part = compare(a.get(i), b.get(i));
            if (part.verdict() == Verdict.DIFFERENT) return Judgement.different("part " + (i + 1) + ": " + part.reason());
            if (part.verdict() == Verdict.UNDECIDED) undecided = part;
        }
        return undecided == null ? Judgement.equal("all parts agree") : undecided;
    }

    private Judgement unordered(List<Expr> a, List<Expr> b) {
        if (a.size() != b.size()) return Judgement.different("different numbers of values");
        var left = new ArrayList<>(b);
        for (var item : a) {
            Judgement doubt = null;
            var found = -1;
            for (var j = 0; j < left.size() && found < 0; j++) {
                var match = compare(item, left.get(j));
                if (match.isEqual()) found = j;
                else if (match.verdict() == Verdict.UNDECIDED) doubt = match;
            }
            if (found < 0) return doubt == null ? Judgement.different("a value without a partner") : doubt;
            left.remove(found);
        }
        return Judgement.equal("the same values");
    }

    private List<Expr> distinct(List<Expr> items) {
        var kept = new ArrayList<Expr>();
        for (var item : items)
            if (kept.stream().noneMatch(other -> compare(other, item).isEqual())) kept.add(item);
        return kept;
    }
}
