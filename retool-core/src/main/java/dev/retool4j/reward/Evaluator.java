package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Apply;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Degree;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.Percent;
import dev.retool4j.reward.Expr.Pow;
import dev.retool4j.reward.Expr.Quantity;
import dev.retool4j.reward.Expr.Root;
import dev.retool4j.reward.Expr.Series;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.Sym;
import dev.retool4j.reward.Value.Exact;
import dev.retool4j.reward.Value.Inexact;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Evaluates a scalar expression at a rational point, exactly where possible and by balls otherwise.
final class Evaluator {
    static final int MAX_BITS = 4096;
    private static final int MAX_LOOP = 10_000;
    /// An exponential, logarithm, sine or arc tangent costs about this many additions.
    private static final int FUNCTION_STEPS = 100;
    private static final int ROOT_STEPS = 15;

    private final Map<String, Rational> point;
    private final int bits;
    private final Budget budget;
    private final int weight;
    /// The largest |log2| of any value on the way: how far cancellation could hide.
    private long reach;
    private final Set<String> loops = new HashSet<>();

    Evaluator(Map<String, Rational> point, int bits, Budget budget) {
        this.point = new HashMap<>(point);
        this.bits = bits;
        this.budget = budget;
        this.weight = Math.max(1, (bits / 192) * (bits / 192));
    }

    long reach() {
        return reach;
    }

    /// Spends what one elementary function costs.
    private void elementary() {
        budget.spend((long) FUNCTION_STEPS * weight);
    }

    /// @throws Unsettled where the value is undefined or cannot be had within budget and precision
    Value value(Expr expr) {
        budget.spend(weight);
        var value = compute(expr);
        if (value instanceof Inexact(Complex ball)) {
            var top = ball.top();
            if (top > Long.MIN_VALUE / 8) reach = Math.max(reach, Math.abs(top));
        } else if (value instanceof Exact(Rational rational)) reach = Math.max(reach, rational.bits());
        return value;
    }

    private Value compute(Expr expr) {
        return switch (expr) {
            case Num number -> new Exact(number.value());
            case Sym symbol -> symbol(symbol.name());
            case Constant constant -> constant(constant);
            case Add add -> {
                var sum = value(add.terms().getFirst());
                for (var term : add.terms().subList(1, add.terms().size()))
                    sum = add(sum, value(term));
                yield sum;
            }
            case Mul mul -> {
                budget.spend((long) mul.factors().size() * weight);
                var product = value(mul.factors().getFirst());
                for (var factor : mul.factors().subList(1, mul.factors().size()))
                    product = multiply(product, value(factor));
                yield product;
            }
            case Div(Expr top, Expr bottom) -> divide(value(top), value(bottom));
            case Neg(Expr of) -> negate(value(of));
            case Pow(Expr base, Expr exponent) -> power(value(base), value(exponent), base);
            case Root(Expr index, Expr radicand) -> root(value(index), value(radicand));
            case Percent(Expr of) -> divide(value(of), Value.of(Rational.of(100)));
            case Degree(Expr of) -> divide(multiply(value(of), constant(Constant.PI)), Value.of(Rational.of(180)));
            case SetOf(List<Expr> items) when items.size() == 1 -> value(items.getFirst());
            case Quantity(Expr of, String unit) -> value(of);
            case Series series -> series(series);
            case Fn(Function function, List<Expr> args) -> function(function, args);
            case Apply(String name, List<Expr> args) -> uninterpreted(name, args);
            default -> throw new Unsettled("a structure where a number is needed");
        };
    }

    private Value symbol(String name) {
        var value = point.get(name);
        if (value == null) throw new Unsettled("no value for " + name);
        return new Exact(value);
    }

    private Value constant(Constant constant) {
        return switch (constant) {
            case PI -> point.containsKey("pi") ? symbol("pi") : new Inexact(Complex.real(Elementary.pi(bits)));
            case E -> {
                elementary();
                yield new Inexact(Complex.real(Elementary.exp(Ball.ONE, bits)));
            }
            case I -> new Inexact(Complex.I);
            case INFINITY -> throw new Unsettled("infinity is no number");
        };
    }

    /// An unknown function's value: any fixed value for each argument will do, as long as equal arguments give equal values.
    private Value uninterpreted(String name, List<Expr> args) {
        var hash = name.hashCode() * 31L + args.size();
        for (var arg : args) {
            if (!(value(arg) instanceof Exact(Rational rational))) throw new Unsettled("an unknown function of an inexact value");
            hash = Mix.mix(hash ^ rational.hashCode());
        }
        return Value.of(Rational.of(1 + Math.floorMod(hash, 100_003), 1009));
    }

    // ---- arithmetic

    private Value add(Value a, Value b) {
        if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) return exact(x.add(y));
        return new Inexact(a.ball(bits).add(b.ball(bits), bits));
    }

    private Value negate(Value a) {
        return switch (a) {
            case Exact(Rational x) -> new Exact(x.negate());
            case Inexact(Complex x) -> new Inexact(x.negate());
        };
    }

    private Value multiply(Value a, Value b) {
        if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) return exact(x.multiply(y));
        if (isZero(a) || isZero(b)) return Value.of(Rational.ZERO);
        return new Inexact(a.ball(bits).multiply(b.ball(bits), bits));
    }

    private Value divide(Value a, Value b) {
        if (isZero(b)) throw new Unsettled("division by zero");
        if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) return exact(x.divide(y));
        return new Inexact(a.ball(bits).divide(b.ball(bits), bits));
    }

    private static boolean isZero(Value value) {
        return value instanceof Exact(Rational x) && x.isZero();
    }

    /// Keeps the value exact while it is small enough to carry.
    private Value exact(Rational value) {
        var size = value.bits();
        if (size > 256) budget.spend((long) (size / 256) * (size / 256));
        return size <= MAX_BITS ? new Exact(value) : new Inexact(Complex.real(Ball.of(value, bits)));
    }

    private Value power(Value base, Value exponent, Expr written) {
        if (exponent instanceof Exact(Rational e)) {
            if (e.isInteger()) return integerPower(base, e);
            if (base instanceof Exact(Rational b) && b.isZero()) {
                if (e.signum() < 0) throw new Unsettled("division by zero");
                return base;
            }
            if (base instanceof Exact(Rational b) && b.signum() > 0) {
                var small = e.den().bitLength() < 16 ? exactRoot(b, e.den().intValue()) : null;
                if (small != null) return integerPower(new Exact(small), Rational.of(e.num()));
            }
            if (e.den().equals(BigInteger.TWO)) {
                budget.spend((long) ROOT_STEPS * weight);
                return integerPower(new Inexact(base.ball(bits).sqrt(bits)), Rational.of(e.num()));
            }
        }
        elementary();
        if (written == Constant.E) return new Inexact(exponent.ball(bits).exp(bits));
        var ball = base.ball(bits);
        if (ball.isExactZero()) throw new Unsettled("a power of zero");
        elementary();
        return new Inexact(ball.ln(bits).multiply(exponent.ball(bits), bits).exp(bits));
    }

    private Value integerPower(Value base, Rational exponent) {
        if (exponent.isZero()) return Value.of(Rational.ONE);
        if (base instanceof Exact(Rational b)) {
            if (b.isZero()) {
                if (exponent.signum() < 0) throw new Unsettled("division by zero");
                return base;
            }
            if (b.equals(Rational.ONE)) return base;
            if (b.equals(Rational.MINUS_ONE)) return exponent.num().testBit(0) ? base : Value.of(Rational.ONE);
            var n = exponent.toInt();
            if (n != null && (long) Math.abs(n) * (b.bits() - 1) <= MAX_BITS) return exact(b.pow(n));
        }
        if (exponent.num().bitLength() > 40) throw new Unsettled("an exponent beyond 2^40");
        budget.spend(2L * exponent.num().bitLength() * weight);
        return new Inexact(base.ball(bits).pow(exponent.num().longValueExact(), bits));
    }

    private Value root(Value index, Value radicand) {
        if (!(index instanceof Exact(Rational n)) || n.toInt() == null || n.toInt() < 1) {
            return power(radicand, divide(Value.of(Rational.ONE), index), Constant.PI);
        }
        int degree = n.toInt();
        if (isZero(radicand)) return radicand;
        if (radicand instanceof Exact(Rational x)) {
            var root = x.signum() > 0 || degree % 2 == 1 ? exactRoot(x.abs(), degree) : null;
            if (root != null) return new Exact(x.signum() < 0 ? root.negate() : root);
        }
        var ball = radicand.ball(bits);
        if (degree == 1) return radicand;
        if (degree == 2) {
            budget.spend((long) (ball.isReal() ? ROOT_STEPS : 3 * FUNCTION_STEPS) * weight);
            return new Inexact(ball.sqrt(bits));
        }
        elementary();
        elementary();
        if (ball.isReal() && degree % 2 == 1 && ball.re().signum() < 0) {
            return new Inexact(nth(ball.negate(), degree).negate());
        }
        return new Inexact(nth(ball, degree));
    }

    private Complex nth(Complex radicand, int degree) {
        return radicand.ln(bits).divide(Complex.real(Ball.of(degree)), bits).exp(bits);
    }

    /// The exact positive root of a positive rational, or null.
    private static @Nullable Rational exactRoot(Rational value, int degree) {
        var top = integerRoot(value.num(), degree);
        var bottom = top == null ? null : integerRoot(value.den(), degree);
        return top == null || bottom == null ? null : new Rational(top, bottom);
    }

    private static @Nullable BigInteger integerRoot(BigInteger value, int degree) {
        if (degree == 1 || value.equals(BigInteger.ONE)) return value;
        if (degree >= value.bitLength()) return null;
        if (degree == 2) {
            var parts = value.sqrtAndRemainder();
            return parts[1].signum() == 0 ? parts[0] : null;
        }
        if (value.bitLength() > 1000) return null;
        var guess = BigInteger.valueOf(Math.max(1, Math.round(Math.pow(value.doubleValue(), 1.0 / degree))));
        for (var i = 0; i < 200; i++) {
            var next = guess.multiply(BigInteger.valueOf(degree - 1)).add(value.divide(guess.pow(degree - 1)))
                    .divide(BigInteger.valueOf(degree));
            if (next.subtract(guess).abs().compareTo(BigInteger.ONE) <= 0) {
                for (var candidate : List.of(next.subtract(BigInteger.ONE), next, next.add(BigInteger.ONE))) {
                    if (candidate.signum() > 0 && candidate.pow(degree).equals(value)) return candidate;
                }
                return null;
            }
            guess = next;
        }
        return null;
    }

    private Value series(Series series) {
        if (!(value(series.from()) instanceof Exact(Rational from)) || !(value(series.to()) instanceof Exact(Rational to))
                || from.toInt() == null
                || to.toInt() == null)
            throw new Unsettled("a sum whose bounds are no integers");
        int first = from.toInt();
        int last = to.toInt();
        if ((long) last - first > MAX_LOOP) throw new Unsettled("a sum of more than " + MAX_LOOP + " terms");
        if (last < first - 1) throw new Unsettled("a sum that runs backwards");
        var before = point.get(series.variable());
        var fresh = loops.add(series.variable());
        Value total = Value.of(series.product() ? Rational.ONE : Rational.ZERO);
        for (var k = first; k <= last; k++) {
            point.put(series.variable(), Rational.of(k));
            var term = value(series.body());
            total = series.product() ? multiply(total, term) : add(total, term);
        }
        if (fresh) loops.remove(series.variable());
        if (before == null) point.remove(series.variable());
        else
            point.put(series.variable(), before);
        return total;
    }

    // ---- functions

    private Value function(Function function, List<Expr> args) {
        var first = value(args.getFirst());
        switch (function) {
            case FLOOR, CEIL, ABS, CONJUGATE, FACTORIAL, BINOMIAL, MOD, GCD, LCM, MAX, MIN -> {
            }
            default -> elementary();
        }
        return switch (function) {
            case FLOOR -> Value.of(Rational.of(floor(first)));
            case CEIL -> Value.of(Rational.of(floor(negate(first)).negate()));
            case ABS -> first instanceof Exact(Rational x) ? new Exact(x.abs()) : new Inexact(first.ball(bits).abs(bits));
            case CONJUGATE -> first instanceof Inexact(Complex x) ? new Inexact(x.conjugate()) : first;
            case FACTORIAL -> factorial(natural(first, "a factorial"));
            case BINOMIAL -> binomial(first, value(args.get(1)));
            case MOD -> {
                if (Trees.any(args.get(1), part -> part instanceof Num number && !number.value().isInteger())) {
                    throw new Unsettled("a remainder by a decimal");
                }
                var modulus = value(args.get(1));
                yield add(first, negate(multiply(modulus, Value.of(Rational.of(floor(divide(first, modulus)))))));
            }
            case GCD, LCM -> {
                for (var arg : args)
                    if (!loops.containsAll(Trees.symbols(arg))) throw new Unsettled(function + " of symbols");
                var result = rational(first, function).abs();
                for (var arg : args.subList(1, args.size())) {
                    var other = rational(value(arg), function).abs();
                    var gcd = gcd(result, other);
                    result = function == Function.GCD ? gcd : gcd.isZero() ? gcd : result.multiply(other).divide(gcd);
                }
                yield exact(result);
            }
            case MAX, MIN -> {
                var best = first;
                for (var arg : args.subList(1, args.size())) {
                    var other = value(arg);
                    var order = compare(best, other);
                    if (function == Function.MAX ? order < 0 : order > 0) best = other;
                }
                yield best;
            }
            case LOG -> {
                var argument = value(args.get(1));
                var whole = first instanceof Exact(Rational base) && argument instanceof Exact(Rational x) ? exactLog(base, x) : null;
                yield whole != null
                        ? Value.of(whole)
                        : new Inexact(argument.ball(bits).ln(bits).divide(first.ball(bits).ln(bits), bits));
            }
            case LN -> first instanceof Exact(Rational x) && x.equals(Rational.ONE)
                    ? Value.of(Rational.ZERO)
                    : new Inexact(first.ball(bits).ln(bits));
            case EXP -> new Inexact(first.ball(bits).exp(bits));
            default -> {
                if (isZero(first) && isOddAtZero(function)) yield first;
                var known = Angles.value(function, args.getFirst());
                if (known != null) yield Value.of(known);
                yield new Inexact(Trigonometry.apply(function, first.ball(bits), bits));
            }
        };
    }

    private static boolean isOddAtZero(Function function) {
        return switch (function) {
            case SIN, TAN, ASIN, ATAN, SINH, TANH, ASINH, ATANH -> true;
            default -> false;
        };
    }

    private static Rational rational(Value value, Function function) {
        if (value instanceof Exact(Rational x)) return x;
        throw new Unsettled(function + " of an inexact value");
    }

    private static Rational gcd(Rational a, Rational b) {
        return Rational.of(a.num().multiply(b.den()).gcd(b.num().multiply(a.den())), a.den().multiply(b.den()));
    }

    /// n where base^n is x for a small integer n, or null.
    private static @Nullable Rational exactLog(Rational base, Rational x) {
        if (base.signum() <= 0 || x.signum() <= 0 || base.equals(Rational.ONE))
            throw new Unsettled("a logarithm that is not defined over the reals");
        var estimate = Math.log(x.num().doubleValue() / x.den().doubleValue())
                / Math.log(base.num().doubleValue() / base.den().doubleValue());
        if (!(Math.abs(estimate) < 1000)) return null;
        var n = (int) Math.round(estimate);
        if (Math.abs(estimate - n) > 1e-9 || (long) Math.abs(n) * base.bits() > MAX_BITS) return null;
        return base.pow(n).equals(x) ? Rational.of(n) : null;
    }

    private BigInteger floor(Value value) {
        return switch (value) {
            case Exact(Rational x) -> x.floor();
            case Inexact(Complex x) -> {
                if (!x.isReal()) throw new Unsettled("the floor of a complex value");
                if (x.re().top() > bits) throw new Unsettled("the floor of a value beyond the precision");
                var fixed = x.re().toFixed(32);
                var low = fixed.mid().subtract(BigInteger.valueOf((long) Math.ceil(fixed.radius()) + 1)).shiftRight(32);
                var high = fixed.mid().add(BigInteger.valueOf((long) Math.ceil(fixed.radius()) + 1)).shiftRight(32);
                if (!low.equals(high)) throw new Unsettled("the floor of what may be a whole number");
                yield low;
            }
        };
    }

    private int compare(Value a, Value b) {
        if (a instanceof Exact(Rational x) && b instanceof Exact(Rational y)) return x.compareTo(y);
        var difference = a.ball(bits).subtract(b.ball(bits), bits);
        if (!difference.isReal()) throw new Unsettled("the order of complex values");
        return difference.re().signum();
    }

    private static int natural(Value value, String what) {
        if (value instanceof Exact(Rational x) && x.isInteger() && x.signum() >= 0) {
            var n = x.toInt();
            if (n != null && n <= MAX_LOOP) return n;
        }
        throw new Unsettled(what + " of something that is no integer from 0 to " + MAX_LOOP);
    }

    private Value factorial(int n) {
        return product(BigInteger.ONE, n, false);
    }

    private Value binomial(Value top, Value bottom) {
        var k = natural(bottom, "a binomial coefficient");
        if (!(top instanceof Exact(Rational n))) throw new Unsettled("a binomial coefficient of an inexact value");
        var integer = n.toInt();
        if (integer == null || integer < 0) {
            Value result = Value.of(Rational.ONE);
            for (var i = 0; i < k; i++) {
                budget.spend(weight);
                result = multiply(result, Value.of(n.subtract(Rational.of(i)).divide(Rational.of(i + 1L))));
            }
            return result;
        }
        if (k > integer) return Value.of(Rational.ZERO);
        if (integer > MAX_LOOP) throw new Unsettled("a binomial coefficient beyond " + MAX_LOOP);
        var small = Math.min(k, integer - k);
        return product(BigInteger.valueOf(integer - small + 1L), small, true);
    }

    /// from·(from+1)···, `count` factors, divided by count! where asked; exact while it fits, then by balls.
    private Value product(BigInteger from, int count, boolean divide) {
        budget.spend(count / 2L * weight);
        var exact = BigInteger.ONE;
        var i = 0;
        for (; i < count && exact.bitLength() < MAX_BITS; i++) {
            exact = exact.multiply(from.add(BigInteger.valueOf(i)));
            if (divide) exact = exact.divide(BigInteger.valueOf(i + 1L));
        }
        if (i == count) return exact(Rational.of(exact));
        budget.spend(2L * count * weight);
        var ball = Ball.round(exact, 0, 0, bits);
        for (; i < count; i++) {
            ball = ball.multiply(new Ball(from.add(BigInteger.valueOf(i)), 0, 0), bits);
            if (divide) ball = ball.divide(Ball.of(i + 1L), bits);
        }
        return new Inexact(Complex.real(ball));
    }
}
