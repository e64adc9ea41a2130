package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Fn;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import dev.retool4j.reward.Expr.Pow;
import dev.retool4j.reward.Expr.Root;
import dev.retool4j.reward.Value.Exact;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;

/// Decides equality of two scalar expressions: exactly, by finite fields, then by balls at two precisions.
final class Scalars {
    private static final int LOW = 192;
    private static final int HIGH = 384;
    private static final int MAX = 896;
    /// Balls must agree to about 100 digits before equality is believed.
    private static final int AGREEMENT = 320;
    private static final int MIXED_POINTS = 2;

    /// How many positive points show that two expressions agree.
    ///
    /// @param wide whether every other point is large, since pieces of the expressions may meet far from 1, as those of |x − 100| do
    private record Points(int count, boolean wide) {
        static Points of(Expr a, Expr b) {
            if (Trees.any(a, Points::jumps) || Trees.any(b, Points::jumps)) return new Points(24, true);
            if (Trees.any(a, Points::branches) || Trees.any(b, Points::branches)) return new Points(6, true);
            return new Points(3, false);
        }

        /// Constant on pieces: a few points say little of it.
        private static boolean jumps(Expr expr) {
            return expr instanceof Fn fn
                    && (fn.function() == Function.FLOOR || fn.function() == Function.CEIL || fn.function() == Function.MOD);
        }

        /// Another formula on another piece.
        private static boolean branches(Expr expr) {
            return expr instanceof Root
                    || expr instanceof Pow power && !(power.exponent() instanceof Num number && number.value().isInteger())
                    || expr instanceof Fn fn
                            && (fn.function() == Function.ABS || fn.function() == Function.MAX || fn.function() == Function.MIN);
        }
    }

    private final EquivalenceOptions options;
    private final Budget budget;
    private final long seed;

    Scalars(EquivalenceOptions options, Budget budget, long seed) {
        this.options = options;
        this.budget = budget;
        this.seed = seed;
    }

    Judgement compare(Expr a, Expr b) {
        if (a.equals(b)) return Judgement.equal("the same expression");
        if (a == Expr.Constant.INFINITY || b == Expr.Constant.INFINITY || isMinusInfinity(a) || isMinusInfinity(b)) return infinities(a, b);
        var symbols = Trees.symbols(a);
        symbols.addAll(Trees.symbols(b));
        try {
            if (symbols.isEmpty()) {
                var left = evaluate(a, Map.of(), LOW);
                var right = evaluate(b, Map.of(), LOW);
                if (left instanceof Exact(Rational x) && right instanceof Exact(Rational y)) return exact(a, b, x, y);
                var rounded = rounded(a, b, left, right);
                if (rounded != null) return rounded;
            }
        } catch (Unsettled e) {
            // The finite fields and the balls below say more.
        }
        try {
            switch (Fingerprint.compare(a, b, seed, budget)) {
                case SAME -> {
                    return Judgement.equal("the same element of three finite fields");
                }
                case DIFFERENT -> {
                    if (!Trees.mentions(a, b, Expr.Constant.PI) || !Trees.mentions(a, b, Expr.Constant.E)) {
                        return Judgement.different("different elements of a finite field");
                    }
                }
                case UNSUPPORTED -> {
                }
            }
            return byBalls(a, b, symbols);
        } catch (Unsettled e) {
            return Judgement.undecided(e.reason());
        }
    }

    private static boolean isMinusInfinity(Expr expr) {
        return expr instanceof Neg(Expr of) && of == Expr.Constant.INFINITY;
    }

    private static Judgement infinities(Expr a, Expr b) {
        return isMinusInfinity(a) == isMinusInfinity(b) && isInfinite(a) && isInfinite(b)
                ? Judgement.equal("the same infinity")
                : Judgement.different("infinity is no number");
    }

    private static boolean isInfinite(Expr expr) {
        return expr == Expr.Constant.INFINITY || isMinusInfinity(expr);
    }

    private Value evaluate(Expr expr, Map<String, Rational> point, int bits) {
        return new Evaluator(point, bits, budget).value(expr);
    }

    private Judgement exact(Expr a, Expr b, Rational x, Rational y) {
        if (x.equals(y)) return Judgement.equal("exact: " + Trees.brief(x));
        var rounded = rounded(a, b, Value.of(x), Value.of(y));
        return rounded != null ? rounded : Judgement.different("exact: " + Trees.brief(y) + " is not " + Trees.brief(x));
    }

    /// A decimal with enough digits equals an exact non-integer that it rounds or truncates; null where this rule does not apply.
    private @org.jspecify.annotations.Nullable Judgement rounded(Expr a, Expr b, Value x, Value y) {
        var left = Trees.decimal(a);
        var right = Trees.decimal(b);
        if ((left == null) == (right == null)) return null;
        var decimal = left != null ? left : right;
        var value = left != null ? y : x;
        if (decimal == null || decimal.digits() < options.decimalDigits()) return null;
        if (value instanceof Exact(Rational exact) && exact.isInteger()) return null;
        var literal = (left != null ? x : y) instanceof Exact(Rational exact) ? exact : null;
        if (literal == null) return null;
        var difference = value.ball(LOW).subtract(Complex.real(Ball.of(literal, LOW)), LOW);
        if (!difference.isReal()) return null;
        var ulp = Rational.of(10).pow(-Math.max(-400, Math.min(400, decimal.places())));
        var error = difference.re().abs();
        var half = ulp.divide(Rational.TWO);
        var doubles = literal.abs().divide(Rational.of(BigInteger.TEN.pow(15)));
        var allowed = decimal.digits() >= 15 && doubles.compareTo(half) > 0 ? doubles : half;
        if (below(error, allowed)) return Judgement.equal("rounded to " + decimal.digits() + " digits");
        // Truncation: the literal is nearer to zero, by less than one unit of its last place.
        var outward = difference.re().containsZero() ? 0 : difference.re().signum() * literal.signum();
        if (outward > 0 && below(error, ulp)) return Judgement.equal("truncated to " + decimal.digits() + " digits");
        return Judgement.different("not the decimal's rounding");
    }

    private static boolean below(Ball error, Rational limit) {
        var rest = Ball.of(limit, LOW).subtract(error, LOW);
        return !rest.containsZero() && rest.mid().signum() > 0;
    }

    private Judgement byBalls(Expr a, Expr b, SortedSet<String> symbols) {
        var random = new Mix(seed);
        var agreed = 0;
        var failure = "";
        var points = Points.of(a, b);
        var tries = symbols.isEmpty() ? 1 : 2 * points.count;
        for (var i = 0; i < tries && agreed < points.count; i++) {
            var point = point(symbols, random, false, points.wide && i % 2 == 1);
            try {
                var same = agree(a, b, point);
                if (same == null) { // an unlucky point, where both are zero perhaps
                    failure = "the precision does not tell them apart or together";
                    continue;
                }
                if (!same) return Judgement.different(symbols.isEmpty() ? "different numbers" : "different values at " + point);
                agreed++;
            } catch (Unsettled e) {
                failure = e.reason();
            }
        }
        if (agreed == 0 || 2 * agreed <= points.count && !symbols.isEmpty()) return Judgement.undecided(failure);
        if (symbols.isEmpty()) return Judgement.equal("the same to 100 digits");
        for (var i = 0; i < (points.wide ? 2 : 1) * MIXED_POINTS; i++) {
            var point = point(symbols, random, true, points.wide && i % 2 == 1);
            try {
                if (!bothReal(a, b, point)) continue;
                if (Boolean.FALSE.equals(agree(a, b, point))) return Judgement.undecided("they agree for positive values only");
            } catch (Unsettled e) {
                continue;
            }
        }
        return Judgement.equal("the same values at random points");
    }

    private boolean bothReal(Expr a, Expr b, Map<String, Rational> point) {
        return evaluate(a, point, LOW).ball(LOW).isReal() && evaluate(b, point, LOW).ball(LOW).isReal();
    }

    /// Between 0.15 and 4.3, up to 2^16 times that where `wide`; with either sign where `mixed`.
    private static Map<String, Rational> point(SortedSet<String> symbols, Mix random, boolean mixed, boolean wide) {
        var point = new HashMap<String, Rational>();
        for (var symbol : symbols) {
            var value = Rational.of((300L + random.next(4000)) << (wide ? 4 + random.next(13) : 0), 997 + random.next(1000));
            point.put(symbol, mixed && (random.next() & 1) == 0 ? value.negate() : value);
        }
        return point;
    }

    /// TRUE where both agree, FALSE where they differ, null where the precision cannot say.
    private @org.jspecify.annotations.Nullable Boolean agree(Expr a, Expr b, Map<String, Rational> point) {
        var bits = LOW;
        while (true) {
            var left = new Evaluator(point, bits, budget);
            var right = new Evaluator(point, bits, budget);
            var x = left.value(a);
            var y = right.value(b);
            if (x instanceof Exact(Rational p) && y instanceof Exact(Rational q)) return p.equals(q);
            var p = x.ball(bits);
            var q = y.ball(bits);
            var difference = p.subtract(q, bits);
            if (!difference.containsZero()) return false;
            var reach = Math.max(left.reach(), right.reach());
            if (bits >= HIGH) {
                var size = Math.max(-AGREEMENT / 2, Math.max(p.top(), q.top()));
                if (difference.radiusTop() > size - AGREEMENT + 2 * Math.min(reach, 16)) return null;
                return 2 * reach <= bits ? (Boolean) true : null;
            }
            bits = (int) Math.max(HIGH, Math.min(MAX, 2 * reach + 64));
        }
    }
}
