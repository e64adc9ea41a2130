package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.Pow;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.Sym;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The little calculus that answers are written with: integrals of sums of powers, and limits by continuity. Everything else is refused.
final class Calculus {
    private static final Sym D = new Sym("d");

    private Calculus() {}

    /// An integrand with its variable of integration.
    private record Integrand(Expr body, String variable) {}

    /// The integral of what was read behind the sign, differential included; null bounds make it indefinite (without a constant).
    static Expr integral(Expr read, @Nullable Expr from, @Nullable Expr to) {
        var integrand = split(read);
        if (integrand == null) throw new Unreadable("an integral needs its differential at its end");
        var whole = antiderivative(integrand.body, integrand.variable);
        if (whole == null) throw new Unreadable("an integral of more than powers");
        if (from == null && to == null) return whole;
        if (from == null || to == null) throw new Unreadable("an integral with one bound only");
        if (Trees.any(whole, part -> part instanceof Fn || part instanceof Pow(Expr base, Expr exponent) && exponent instanceof Neg)) {
            throw new Unreadable("a definite integral of a function with a pole");
        }
        return new Add(List.of(substitute(whole, integrand.variable, to), new Neg(substitute(whole, integrand.variable, from))));
    }

    /// Takes the differential off: it ends the last product of the last term, or stands in the numerator of the only fraction.
    private static @Nullable Integrand split(Expr expr) {
        return switch (expr) {
            case Mul(List<Expr> factors) -> {
                var size = factors.size();
                if (size >= 2 && factors.get(size - 2).equals(D) && factors.get(size - 1) instanceof Sym(String name)) {
                    var rest = factors.subList(0, size - 2);
                    yield new Integrand(rest.isEmpty() ? Num.of(1) : rest.size() == 1 ? rest.getFirst() : new Mul(rest), name);
                }
                var last = split(factors.getLast());
                yield last == null ? null : new Integrand(new Mul(replaceLast(factors, last.body)), last.variable);
            }
            case Add(List<Expr> terms) -> {
                var last = split(terms.getLast());
                yield last == null ? null : new Integrand(new Add(replaceLast(terms, last.body)), last.variable);
            }
            case Neg(Expr of) -> {
                var inner = split(of);
                yield inner == null ? null : new Integrand(new Neg(inner.body), inner.variable);
            }
            case Div(Expr top, Expr bottom) -> {
                var inner = split(top);
                yield inner == null ? null : new Integrand(new Div(inner.body, bottom), inner.variable);
            }
            case SetOf(List<Expr> items) when items.size() == 1 -> split(items.getFirst());
            default -> null;
        };
    }

    private static List<Expr> replaceLast(List<Expr> items, Expr last) {
        var copy = new ArrayList<>(items);
        copy.set(items.size() - 1, last);
        return List.copyOf(copy);
    }

    private static @Nullable Expr antiderivative(Expr body, String variable) {
        if (!Trees.symbols(body).contains(variable)) return new Mul(List.of(body, new Sym(variable)));
        return switch (body) {
            case Add(List<Expr> terms) -> {
                var parts = new ArrayList<Expr>();
                for (var term : terms) {
                    var part = antiderivative(term, variable);
                    if (part == null) yield null;
                    parts.add(part);
                }
                yield new Add(List.copyOf(parts));
            }
            case Neg(Expr of) -> {
                var part = antiderivative(of, variable);
                yield part == null ? null : new Neg(part);
            }
            case Mul(List<Expr> factors) -> {
                var constants = new ArrayList<Expr>();
                Expr varying = null;
                for (var factor : factors) {
                    if (!Trees.symbols(factor).contains(variable)) constants.add(factor);
                    else if (varying == null) varying = factor;
                    else
                        yield null;
                }
                var part = varying == null ? null : antiderivative(varying, variable);
                if (part == null) yield null;
                constants.add(part);
                yield new Mul(List.copyOf(constants));
            }
            case Div(Expr top, Expr bottom) when !Trees.symbols(bottom).contains(variable) -> {
                var part = antiderivative(top, variable);
                yield part == null ? null : new Div(part, bottom);
            }
            case Div(Expr top, Expr bottom) when !Trees.symbols(top).contains(variable) -> {
                var part = bottom instanceof Pow(Expr base, Num n) && base.equals(new Sym(variable))
                        ? power(variable, n.value().negate())
                        : bottom.equals(new Sym(variable)) ? power(variable, Rational.MINUS_ONE) : null;
                yield part == null ? null : new Mul(List.of(top, part));
            }
            case Sym s -> power(variable, Rational.ONE);
            case Pow(Expr base, Num n) when base.equals(new Sym(variable)) -> power(variable, n.value());
            case Pow(Expr base, Neg(Num n)) when base.equals(new Sym(variable)) -> power(variable, n.value().negate());
            default -> null;
        };
    }

    private static Expr power(String variable, Rational exponent) {
        var x = new Sym(variable);
        if (exponent.equals(Rational.MINUS_ONE)) return new Fn(Function.LN, List.of(new Fn(Function.ABS, List.of(x))));
        var next = exponent.add(Rational.ONE);
        var number = Num.of(next.abs());
        return new Div(new Pow(x, next.signum() < 0 ? new Neg(number) : number), Num.of(next));
    }

    /// The limit at a finite point, by continuity; undefined there means undecided later.
    static Expr limit(Expr body, String variable, Expr at) {
        if (!Trees.symbols(body).contains(variable)) return body;
        if (Trees.any(body, part -> part instanceof Fn(Function f, List<Expr> args) && jumps(f)))
            throw new Unreadable("a limit of a function with jumps");
        return substitute(body, variable, at);
    }

    private static boolean jumps(Function function) {
        return switch (function) {
            case FLOOR, CEIL, MOD, GCD, LCM, FACTORIAL, BINOMIAL, ACOT -> true;
            default -> false;
        };
    }

    static Expr substitute(Expr expr, String variable, Expr value) {
        return expr.equals(new Sym(variable)) ? value : Trees.map(expr, part -> substitute(part, variable, value));
    }
}
