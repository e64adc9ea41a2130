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
import java.util.Locale;
import java.util.stream.Collectors;

/// Trees as text, fully bracketed, kind first where it matters: what the parser understood.
final class TreeText {
    private TreeText() {}

    static String of(Expr expr) {
        return switch (expr) {
            case Num number -> Trees.brief(number.value());
            case Constant constant -> constant.name().toLowerCase(Locale.ROOT);
            case Sym(String name) -> name;
            case Add(List<Expr> terms) -> "(" + join(terms, " + ") + ")";
            case Mul(List<Expr> factors) -> join(factors, "·");
            case Div(Expr top, Expr bottom) -> "(" + of(top) + " / " + of(bottom) + ")";
            case Neg(Expr of) -> "−" + of(of);
            case Pow(Expr base, Expr exponent) -> of(base) + "^(" + of(exponent) + ")";
            case Root(Expr index, Expr radicand) -> "root(" + of(index) + ", " + of(radicand) + ")";
            case Fn fn -> fn.function().name().toLowerCase(Locale.ROOT) + "(" + join(fn.args(), ", ") + ")";
            case Apply apply -> apply.name() + "(" + join(apply.args(), ", ") + ")";
            case PlusMinus pm -> "(" + of(pm.left()) + (pm.upper() ? " ± " : " ∓ ") + of(pm.right()) + ")";
            case Percent(Expr of) -> of(of) + " percent";
            case Degree(Expr of) -> of(of) + " degrees";
            case Series s -> (s.product() ? "product" : "sum") + " of " + of(s.body()) + " for " + s.variable() + " from " + of(s.from())
                    + " to " + of(s.to());
            case Group group -> "ordered " + group.open() + join(group.items(), ", ") + group.close();
            case Listing(List<Expr> items) -> "list " + join(items, ", ");
            case SetOf(List<Expr> items) -> "set {" + join(items, ", ") + "}";
            case NumberSet(String name) -> "the set " + name;
            case SetOp op -> "(" + of(op.left()) + " " + op.op() + " " + of(op.right()) + ")";
            case Relation relation -> relation(relation);
            case Matrix(List<List<Expr>> rows) ->
                "matrix [" + rows.stream().map(row -> join(row, ", ")).collect(Collectors.joining("; ")) + "]";
            case Text(String words) -> "the words \"" + words + "\"";
            case Quantity quantity -> of(quantity.value()) + " with unit \"" + quantity.unit() + "\"";
            case Ratio ratio -> (ratio.clock() ? "ratio or time " : "ratio ") + join(ratio.parts(), " : ");
        };
    }

    private static String relation(Relation relation) {
        var text = new StringBuilder(of(relation.sides().getFirst()));
        for (var i = 0; i < relation.ops().size(); i++)
            text.append(' ').append(relation.ops().get(i)).append(' ').append(of(relation.sides().get(i + 1)));
        return text.toString();
    }

    private static String join(List<Expr> items, String separator) {
        return items.stream().map(TreeText::of).collect(Collectors.joining(separator));
    }
}
