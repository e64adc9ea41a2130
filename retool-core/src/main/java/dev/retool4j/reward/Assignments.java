package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Apply;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Group;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Ratio;
import dev.retool4j.reward.Expr.Relation;
import dev.retool4j.reward.Expr.Sym;
import dev.retool4j.reward.Expr.Text;
import org.jspecify.annotations.Nullable;

/// Chains of equations that name a value: `x = 5 + 6 = 11`, `f(x) = 2x`, `AB = 4`, `(p, q) = (3, 2)`, `10^3 = 1000`.
final class Assignments {
    private Assignments() {}

    static boolean isEquation(Relation relation) {
        return relation.ops().stream().allMatch("="::equals);
    }

    /// What is named, or null where the relation names nothing.
    static @Nullable Expr target(Relation relation) {
        if (!isEquation(relation)) return null;
        var first = relation.sides().getFirst();
        if (isTarget(first)) return first;
        var last = relation.sides().getLast();
        return relation.sides().size() == 2 && Trees.isConstant(first) && last instanceof Sym ? last : null;
    }

    /// The value that a chain gives to its target, or null where it gives none.
    static @Nullable Expr value(Relation relation) {
        var target = target(relation);
        if (target == null) return null;
        return target == relation.sides().getFirst() ? relation.sides().getLast() : relation.sides().getFirst();
    }

    /// Symbols, function values, tuples of symbols, and quotients, products and ratios of capital letters (lengths and areas in geometry).
    private static boolean isTarget(Expr expr) {
        return switch (expr) {
            case Sym s -> true;
            case Text t -> true;
            case Apply a -> true;
            case Constant c -> c == Constant.E || c == Constant.I;
            case Group group -> group.items().stream().allMatch(item -> item instanceof Sym || item == Constant.I || item == Constant.E);
            case Fn(Function function, var args) -> function == Function.ABS && isTarget(args.getFirst());
            default -> isGeometric(expr);
        };
    }

    private static boolean isGeometric(Expr expr) {
        return switch (expr) {
            case Sym(String name) -> name.charAt(0) >= 'A' && name.charAt(0) <= 'Z';
            case Constant c -> c == Constant.I;
            // m∠A
            case Mul(var factors) when factors.size() == 2 && factors.getFirst().equals(new Sym("m"))
                    && factors.getLast() instanceof Sym(String name)
                    && name.startsWith("angle") ->
                true;
            case Mul(var factors) -> factors.stream().allMatch(Assignments::isGeometric);
            case Div(Expr top, Expr bottom) -> isGeometric(top) && isGeometric(bottom);
            case Ratio ratio -> ratio.parts().stream().allMatch(Assignments::isGeometric);
            default -> false;
        };
    }

    /// Whether two targets may name the same thing in different words: y and f(x), or f(x) and g(x).
    static boolean interchangeable(Expr a, Expr b) {
        return a instanceof Apply && (b instanceof Apply || b.equals(new Sym("y"))) || b instanceof Apply && a.equals(new Sym("y"));
    }
}
