package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
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
import dev.retool4j.reward.Expr.Root;
import dev.retool4j.reward.Expr.SetOf;
import dev.retool4j.reward.Expr.Sym;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Compares two expressions by their images in finite fields: immune to magnitude, where floating point calls 1/2004! and 1/2006! the same.
///
/// Symbols, π and e go to random elements, √n to a product of square roots of its prime factors, i to √−1. This is a ring homomorphism on
/// ℚ(√p…, i)(symbols, π, e), so different images mean different expressions, for certain, as long as π and e do not both occur; equal images
/// in three fields of 31 bits each mean equal expressions up to a chance below 2^-50 for degrees up to 10^4.
final class Fingerprint {
    enum Result {
        SAME, DIFFERENT, UNSUPPORTED
    }

    private static final int FIELDS = 3;
    private static final int MAX_PRODUCT = 10_000;
    private static final int MAX_RADICAND_PRIMES = 6;

    /// Raised where an expression has no image in this field: a pole by accident, or a construct outside the homomorphism.
    private static final class NoImage extends RuntimeException {
        private static final long serialVersionUID = 1;
        final boolean pole;

        NoImage(boolean pole) {
            super(null, null, false, false);
            this.pole = pole;
        }
    }

    private final PrimeField field;
    private final Mix mix;
    private final Budget budget;
    private final Map<String, Long> symbols = new HashMap<>();
    private final Map<Integer, Long> roots = new HashMap<>();

    private Fingerprint(PrimeField field, long seed, Budget budget) {
        this.field = field;
        this.mix = new Mix(seed);
        this.budget = budget;
    }

    static Result compare(Expr a, Expr b, long seed, Budget budget) {
        var primes = new TreeSet<Integer>();
        if (!collect(a, primes) || !collect(b, primes) || primes.size() > MAX_RADICAND_PRIMES) return Result.UNSUPPORTED;
        var agreed = 0;
        for (var i = 0; i < PrimeField.count() && agreed < FIELDS; i++) {
            var field = PrimeField.get(i);
            budget.spend(1);
            if (!primes.stream().allMatch(field::isSquare)) continue;
            try {
                var print = new Fingerprint(field, seed + i, budget);
                if (print.image(a) != print.image(b)) return Result.DIFFERENT;
                agreed++;
            } catch (NoImage e) {
                if (!e.pole || i > 40) return Result.UNSUPPORTED;
            }
        }
        return agreed == FIELDS ? Result.SAME : Result.UNSUPPORTED;
    }

    /// Whether the expression lies in the supported ring; gathers the primes under square roots.
    private static boolean collect(Expr expr, TreeSet<Integer> primes) {
        return switch (expr) {
            case Num number -> true;
            case Sym symbol -> true;
            case Constant constant -> constant != Constant.INFINITY;
            case Add(List<Expr> terms) -> all(terms, primes);
            case Mul(List<Expr> factors) -> all(factors, primes);
            case Div(Expr top, Expr bottom) -> collect(top, primes) && collect(bottom, primes);
            case Neg(Expr of) -> collect(of, primes);
            case Percent(Expr of) -> collect(of, primes);
            case Degree(Expr of) -> collect(of, primes);
            case SetOf(List<Expr> items) -> items.size() == 1 && all(items, primes);
            case Pow(Expr base, Expr exponent) -> collect(base, primes) && integer(exponent) != null;
            case Root(Expr index, Expr radicand) -> index.equals(Num.of(2)) && primesOf(radicand, primes);
            case Fn(Function function, List<Expr> args) -> (function == Function.FACTORIAL || function == Function.BINOMIAL)
                    && args.stream().allMatch(arg -> integer(arg) != null);
            default -> false;
        };
    }

    private static boolean all(List<Expr> parts, TreeSet<Integer> primes) {
        for (var part : parts)
            if (!collect(part, primes)) return false;
        return true;
    }

    private static boolean primesOf(Expr radicand, TreeSet<Integer> primes) {
        var value = rational(radicand);
        if (value == null || value.signum() <= 0) return false;
        var factors = factor(value);
        if (factors == null) return false;
        factors.forEach((prime, power) -> {
            if (power % 2 != 0) primes.add(prime);
        });
        return true;
    }

    /// The factorisation of a small positive rational, or null where a factor is too large to find.
    private static @Nullable Map<Integer, Integer> factor(Rational value) {
        var factors = new HashMap<Integer, Integer>();
        return factor(value.num(), 1, factors) && factor(value.den(), -1, factors) ? factors : null;
    }

    private static boolean factor(BigInteger value, int sign, Map<Integer, Integer> factors) {
        if (value.bitLength() > 62) return false;
        var rest = value.longValue();
        for (var p = 2; (long) p * p <= rest && p < 5000; p++) {
            while (rest % p == 0) {
                factors.merge(p, sign, Integer::sum);
                rest /= p;
            }
        }
        if (rest > 25_000_000) return false;
        if (rest > 1) factors.merge((int) rest, sign, Integer::sum);
        return true;
    }

    /// The value of a constant rational expression without radicals, or null.
    private static @Nullable Rational rational(Expr expr) {
        if (expr instanceof Num number) return number.value();
        try {
            return new Evaluator(Map.of(), 64, new Budget(200)).value(expr) instanceof Value.Exact(Rational value) ? value : null;
        } catch (Unsettled e) {
            return null;
        }
    }

    private static @Nullable BigInteger integer(Expr expr) {
        var value = rational(expr);
        return value != null && value.isInteger() ? value.num() : null;
    }

    private long image(Expr expr) {
        budget.spend(1);
        return switch (expr) {
            case Num number -> ratio(number.value());
            case Sym symbol -> random(symbol.name());
            case Constant constant -> switch (constant) {
                case PI -> random("\\pi");
                case E -> random("\\e");
                case I -> field.squareRoot(field.prime() - 1);
                case INFINITY -> throw new NoImage(false);
            };
            case Add(List<Expr> terms) -> {
                var sum = 0L;
                for (var term : terms)
                    sum += image(term);
                yield sum % field.prime();
            }
            case Mul(List<Expr> factors) -> {
                var product = 1L;
                for (var factor : factors)
                    product = field.multiply(product, image(factor));
                yield product;
            }
            case Div(Expr top, Expr bottom) -> field.multiply(image(top), inverse(image(bottom)));
            case Neg(Expr of) -> field.negate(image(of));
            case Percent(Expr of) -> field.multiply(image(of), inverse(100));
            case Degree(Expr of) -> field.multiply(field.multiply(image(of), random("\\pi")), inverse(180));
            case SetOf(List<Expr> items) -> image(items.getFirst());
            case Pow(Expr base, Expr exponent) -> power(image(base), exponent);
            case Root(Expr index, Expr radicand) -> squareRoot(radicand);
            case Fn(Function function, List<Expr> args) -> product(function, args);
            default -> throw new NoImage(false);
        };
    }

    private long random(String name) {
        return symbols.computeIfAbsent(name, n -> 2 + Long.remainderUnsigned(Mix.mix(mix.next() ^ n.hashCode()), field.prime() - 3));
    }

    private long ratio(Rational value) {
        return field.multiply(field.reduce(value.num()), inverse(field.reduce(value.den())));
    }

    private long inverse(long value) {
        if (value == 0) throw new NoImage(true);
        return field.power(value, field.prime() - 2);
    }

    private long power(long base, Expr exponent) {
        var n = integer(exponent);
        if (n == null) throw new NoImage(false);
        if (n.signum() == 0) return 1;
        if (base == 0) {
            if (n.signum() < 0) throw new NoImage(true);
            return 0;
        }
        return field.power(base, n.mod(BigInteger.valueOf(field.prime() - 1)).longValue());
    }

    private long squareRoot(Expr radicand) {
        var value = rational(radicand);
        var factors = value == null ? null : factor(value);
        if (factors == null) throw new NoImage(false);
        var root = 1L;
        for (var entry : factors.entrySet()) {
            int prime = entry.getKey();
            int power = entry.getValue();
            var half = field.power(field.reduce(BigInteger.valueOf(prime)), Math.abs(power) / 2);
            if (power % 2 != 0) half = field.multiply(half, roots.computeIfAbsent(prime, p -> field.squareRoot(p)));
            root = field.multiply(root, power < 0 ? inverse(half) : half);
        }
        return root;
    }

    private long product(Function function, List<Expr> args) {
        var n = java.util.Objects.requireNonNull(integer(args.getFirst()));
        var k = function == Function.FACTORIAL ? n : java.util.Objects.requireNonNull(integer(args.get(1)));
        if (n.signum() < 0 || k.signum() < 0 || n.bitLength() > 30) throw new NoImage(false);
        if (k.compareTo(n) > 0) return 0;
        var count = function == Function.FACTORIAL ? n.intValue() : Math.min(k.intValue(), n.intValue() - k.intValue());
        if (count > MAX_PRODUCT) throw new NoImage(false);
        budget.spend(count / 8L);
        var top = 1L;
        var bottom = 1L;
        for (var i = 0L; i < count; i++) {
            top = field.multiply(top, n.longValue() - i);
            if (function == Function.BINOMIAL) bottom = field.multiply(bottom, i + 1);
        }
        return function == Function.FACTORIAL ? top : field.multiply(top, inverse(bottom));
    }
}
