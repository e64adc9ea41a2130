package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Apply;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Degree;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Group;
import dev.retool4j.reward.Expr.Listing;
import dev.retool4j.reward.Expr.Matrix;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.NumberSet;
import dev.retool4j.reward.Expr.Percent;
import dev.retool4j.reward.Expr.PlusMinus;
import dev.retool4j.reward.Expr.Pow;
import dev.retool4j.reward.Expr.Quantity;
import dev.retool4j.reward.Expr.Ratio;
import dev.retool4j.reward.Expr.Relation;
import dev.retool4j.reward.Expr.Root;
import dev.retool4j.reward.Expr.Series;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.SetOp;
import dev.retool4j.reward.Expr.Sym;
import dev.retool4j.reward.Expr.Text;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Questions about trees.
final class Trees {
    private Trees() {}

    static List<Expr> children(Expr expr) {
        return switch (expr) {
            case Num n -> List.of();
            case Constant c -> List.of();
            case Sym s -> List.of();
            case NumberSet s -> List.of();
            case Text t -> List.of();
            case Add(List<Expr> terms) -> terms;
            case Mul(List<Expr> factors) -> factors;
            case Div(Expr top, Expr bottom) -> List.of(top, bottom);
            case Neg(Expr of) -> List.of(of);
            case Pow(Expr base, Expr exponent) -> List.of(base, exponent);
            case Root(Expr index, Expr radicand) -> List.of(index, radicand);
            case Fn fn -> fn.args();
            case Apply apply -> apply.args();
            case PlusMinus pm -> List.of(pm.left(), pm.right());
            case Percent(Expr of) -> List.of(of);
            case Degree(Expr of) -> List.of(of);
            case Series series -> List.of(series.from(), series.to(), series.body());
            case Group group -> group.items();
            case Listing(List<Expr> items) -> items;
            case SetOf(List<Expr> items) -> items;
            case SetOp op -> List.of(op.left(), op.right());
            case Relation relation -> relation.sides();
            case Matrix(List<List<Expr>> rows) -> rows.stream().flatMap(List::stream).toList();
            case Quantity q -> List.of(q.value());
            case Ratio ratio -> ratio.parts();
        };
    }

    /// The same tree with its direct parts replaced.
    static Expr map(Expr expr, Function<Expr, Expr> f) {
        return switch (expr) {
            case Num n -> n;
            case Constant c -> c;
            case Sym s -> s;
            case NumberSet s -> s;
            case Text t -> t;
            case Add(List<Expr> terms) -> new Add(list(terms, f));
            case Mul(List<Expr> factors) -> new Mul(list(factors, f));
            case Div(Expr top, Expr bottom) -> new Div(f.apply(top), f.apply(bottom));
            case Neg(Expr of) -> new Neg(f.apply(of));
            case Pow(Expr base, Expr exponent) -> new Pow(f.apply(base), f.apply(exponent));
            case Root(Expr index, Expr radicand) -> new Root(f.apply(index), f.apply(radicand));
            case Fn fn -> new Fn(fn.function(), list(fn.args(), f));
            case Apply apply -> new Apply(apply.name(), list(apply.args(), f));
            case PlusMinus pm -> new PlusMinus(f.apply(pm.left()), f.apply(pm.right()), pm.upper());
            case Percent(Expr of) -> new Percent(f.apply(of));
            case Degree(Expr of) -> new Degree(f.apply(of));
            case Series s -> new Series(s.product(), s.variable(), f.apply(s.from()), f.apply(s.to()), f.apply(s.body()));
            case Group group -> new Group(group.open(), list(group.items(), f), group.close());
            case Listing(List<Expr> items) -> new Listing(list(items, f));
            case SetOf(List<Expr> items) -> new SetOf(list(items, f));
            case SetOp op -> new SetOp(op.op(), f.apply(op.left()), f.apply(op.right()));
            case Relation relation -> new Relation(list(relation.sides(), f), relation.ops());
            case Matrix(List<List<Expr>> rows) -> new Matrix(rows.stream().map(row -> list(row, f)).toList());
            case Quantity q -> new Quantity(f.apply(q.value()), q.unit());
            case Ratio ratio -> new Ratio(list(ratio.parts(), f), ratio.clock());
        };
    }

    private static List<Expr> list(List<Expr> items, Function<Expr, Expr> f) {
        return items.stream().map(f).toList();
    }

    static boolean any(Expr expr, Predicate<Expr> test) {
        if (test.test(expr)) return true;
        for (var child : children(expr))
            if (any(child, test)) return true;
        return false;
    }

    static SortedSet<String> symbols(Expr expr) {
        var names = new TreeSet<String>();
        collect(expr, names);
        return names;
    }

    private static void collect(Expr expr, SortedSet<String> names) {
        if (expr instanceof Sym(String name)) names.add(name);
        if (expr instanceof Series series) {
            collect(series.from(), names);
            collect(series.to(), names);
            var body = symbols(series.body());
            body.remove(series.variable());
            names.addAll(body);
            return;
        }
        for (var child : children(expr))
            collect(child, names);
    }

    static boolean mentions(Expr a, Expr b, Expr part) {
        return any(a, part::equals) || any(b, part::equals);
    }

    /// The decimal literal that the whole expression is, up to its sign and a power of ten; or null.
    static @Nullable Num decimal(Expr expr) {
        return switch (expr) {
            case Num number -> number.isDecimal() ? number : null;
            case Neg(Expr of) -> decimal(of);
            case Mul(List<Expr> factors) when factors.size() == 2 && factors.get(1) instanceof Pow(Num ten, Expr exponent)
                    && ten.equals(Num.of(10)) -> {
                var literal = decimal(factors.getFirst());
                if (literal == null) yield null;
                var power = exponent instanceof Num n
                        ? n.value().toInt()
                        : exponent instanceof Neg(Num n) ? n.value().negate().toInt() : null;
                yield power == null ? null : new Num(literal.value(), literal.digits(), literal.places() - power);
            }
            default -> null;
        };
    }

    static boolean isConstant(Expr expr) {
        return !any(expr, part -> part instanceof Sym || part instanceof Apply || part instanceof Text);
    }

    static String brief(Rational value) {
        var text = value.toString();
        return text.length() <= 60 ? text : text.substring(0, 40) + "… (" + text.length() + " characters)";
    }
}
