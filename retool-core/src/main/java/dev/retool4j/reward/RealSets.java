package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Group;
import dev.retool4j.reward.Expr.Listing;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.NumberSet;
import dev.retool4j.reward.Expr.Relation;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.SetOp;
import dev.retool4j.reward.Expr.Sym;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns intervals, unions and inequalities in one variable into [RealSet]s.
final class RealSets {
    private static final int BITS = 384;

    private final Scalars scalars;
    private final Budget budget;

    RealSets(Scalars scalars, Budget budget) {
        this.scalars = scalars;
        this.budget = budget;
    }

    /// Whether the expression can only be a set of reals: mismatched brackets, an infinite end, a union, a named set.
    static boolean isSet(Expr expr) {
        return switch (expr) {
            case SetOp op -> true;
            case NumberSet set -> true;
            case Group group -> isInterval(group)
                    && ((group.open() == '(') != (group.close() == ')') || group.items().stream().anyMatch(RealSets::infinite));
            default -> false;
        };
    }

    private static boolean isInterval(Group group) {
        return group.items().size() == 2;
    }

    private static boolean infinite(Expr expr) {
        return expr == Constant.INFINITY || expr instanceof Neg(Expr of) && of == Constant.INFINITY
                || expr instanceof Add(List<Expr> terms) && terms.size() == 1 && infinite(terms.getFirst());
    }

    /// The set, or null where the expression is no set of reals that this class knows.
    @Nullable
    RealSet of(Expr expr) {
        return switch (expr) {
            case SetOp(char op, Expr left, Expr right) -> {
                var a = of(left);
                var b = of(right);
                yield a == null || b == null ? null : a.combine(b, op, this::order);
            }
            case NumberSet(String name) -> name.equals("R") ? RealSet.REALS : null;
            case Group group when isInterval(group) -> interval(group);
            case SetOf(List<Expr> items) -> points(items);
            case Listing(List<Expr> items) -> points(items);
            case Add(List<Expr> terms) when terms.size() == 2 && terms.get(0) instanceof NumberSet
                    && terms.get(1) instanceof Neg(Expr removed) ->
                of(
                        new SetOp('∖', terms.get(0), removed));
            default -> null;
        };
    }

    private @Nullable RealSet points(List<Expr> items) {
        var set = RealSet.EMPTY;
        for (var item : items) {
            if (!Trees.isConstant(item)) return null;
            set = set.combine(RealSet.point(item), '∪', this::order);
        }
        return set;
    }

    private @Nullable RealSet interval(Group group) {
        var low = group.items().get(0);
        var high = group.items().get(1);
        if (!Trees.isConstant(low) || !Trees.isConstant(high)) return null;
        var above = infinite(low) ? RealSet.REALS : RealSet.above(low, group.open() == '[');
        var below = infinite(high) ? RealSet.REALS : RealSet.below(high, group.close() == ']');
        return above.combine(below, '∩', this::order);
    }

    private int order(Expr a, Expr b) {
        if (scalars.compare(a, b).isEqual()) return 0;
        var difference = new Evaluator(Map.of(), BITS, budget).value(new Add(List.of(a, new Neg(b)))).ball(BITS);
        if (!difference.isReal()) throw new Unsettled("an interval with a complex end");
        return difference.re().signum();
    }

    // ---- inequalities

    /// The only variable of a relation, or null.
    static @Nullable String variable(Relation relation) {
        var symbols = Trees.symbols(relation);
        return symbols.size() == 1 ? symbols.first() : null;
    }

    /// The solutions of a relation in one real variable, where every side is linear in it or the absolute value of something linear; null otherwise.
    @Nullable
    RealSet solve(Relation relation) {
        var sides = relation.sides();
        if (relation.ops().equals(List.of("in")) && sides.getFirst() instanceof Sym) return of(sides.get(1));
        if (relation.ops().equals(List.of("notin")) && sides.getFirst() instanceof Sym) {
            var inner = of(sides.get(1));
            return inner == null ? null : RealSet.REALS.combine(inner, '∖', this::order);
        }
        var variable = variable(relation);
        if (variable == null) return null;
        var set = RealSet.REALS;
        for (var i = 0; i < relation.ops().size(); i++) {
            var part = solve(sides.get(i), relation.ops().get(i), sides.get(i + 1), variable);
            if (part == null) return null;
            set = set.combine(part, '∩', this::order);
        }
        return set;
    }

    private @Nullable RealSet solve(Expr left, String op, Expr right, String variable) {
        if (left instanceof Fn(Function f, List<Expr> args) && f == Function.ABS && Trees.isConstant(right))
            return absolute(args.getFirst(), op, right, variable);
        if (right instanceof Fn(Function f, List<Expr> args) && f == Function.ABS && Trees.isConstant(left)) {
            return absolute(args.getFirst(), mirrored(op), left, variable);
        }
        return linear(new Add(List.of(left, new Neg(right))), op, variable);
    }

    /// |u| op c
    private @Nullable RealSet absolute(Expr inner, String op, Expr bound, String variable) {
        if (order(bound, Num.of(0)) < 0) return null;
        var minus = new Neg(bound);
        var join = op.startsWith(">") || op.equals("=") ? '∪' : '∩';
        var upper = linear(new Add(List.of(inner, minus)), op, variable);
        var lower = linear(new Add(List.of(inner, bound)), mirrored(op), variable);
        return upper == null || lower == null ? null : upper.combine(lower, join, this::order);
    }

    /// f op 0 for a linear f.
    private @Nullable RealSet linear(Expr f, String op, String variable) {
        var constant = Calculus.substitute(f, variable, Num.of(0));
        var slope = new Add(List.of(Calculus.substitute(f, variable, Num.of(1)), new Neg(constant)));
        var line = new Add(List.of(new Expr.Mul(List.of(slope, new Sym(variable))), constant));
        if (!scalars.compare(f, line).isEqual()) return null;
        var sign = order(slope, Num.of(0));
        if (sign == 0) return null;
        var root = new Div(new Neg(constant), slope);
        return switch (sign < 0 ? mirrored(op) : op) {
            case "<" -> RealSet.below(root, false);
            case "<=" -> RealSet.below(root, true);
            case ">" -> RealSet.above(root, false);
            case ">=" -> RealSet.above(root, true);
            case "=" -> RealSet.point(root);
            case "!=" -> RealSet.REALS.combine(RealSet.point(root), '∖', this::order);
            default -> null;
        };
    }

    static String mirrored(String op) {
        return switch (op) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> op;
        };
    }

    /// Whether two sets have the same boundaries with the same membership.
    Judgement compare(RealSet a, RealSet b) {
        if (a.boundaries().size() != b.boundaries().size() || !a.points().equals(b.points()) || !a.gaps().equals(b.gaps())) {
            return Judgement.different("different sets");
        }
        for (var i = 0; i < a.boundaries().size(); i++) {
            var ends = scalars.compare(a.boundaries().get(i), b.boundaries().get(i));
            if (!ends.isEqual()) return new Judgement(ends.verdict(), "ends of intervals: " + ends.reason());
        }
        return Judgement.equal("the same set");
    }
}
