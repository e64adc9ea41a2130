package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Add;
import dev.retool4j.reward.Expr.Constant;
import dev.retool4j.reward.Expr.Degree;
import dev.retool4j.reward.Expr.Div;
import dev.retool4j.reward.Expr.Function;
import dev.retool4j.reward.Expr.Mul;
import dev.retool4j.reward.Expr.Neg;
import dev.retool4j.reward.Expr.Num;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// Circular functions at rational multiples of π where they are rational (Niven's theorem: 0, ±1/2 and ±1 for the sine), so that `\sin(\pi)` is
/// the number 0 and not a ball around it.
final class Angles {
    private static final Rational HALF = Rational.of(1, 2);
    /// sin(k·π/6) for k from 0 to 11; null where it is irrational.
    private static final @Nullable Rational[] SINE_BY_SIXTHS = {Rational.ZERO, HALF, null, Rational.ONE, null, HALF, Rational.ZERO,
        HALF.negate(), null, Rational.MINUS_ONE, null, HALF.negate()};
    /// tan(k·π/4) for k from 0 to 3; null at the pole.
    private static final @Nullable Rational[] TANGENT_BY_QUARTERS = {Rational.ZERO, Rational.ONE, null, Rational.MINUS_ONE};

    private Angles() {}

    /// The function's rational value, or null where the argument is no rational multiple of π, the value irrational, or there is none.
    static @Nullable Rational value(Function function, Expr argument) {
        var angle = ofPi(argument);
        if (angle == null) return null;
        return switch (function) {
            case SIN -> sine(angle);
            case COS -> sine(angle.add(HALF));
            case TAN -> tangent(angle);
            case COT -> tangent(HALF.subtract(angle));
            case SEC -> inverse(sine(angle.add(HALF)));
            case CSC -> inverse(sine(angle));
            default -> null;
        };
    }

    private static @Nullable Rational sine(Rational angle) {
        return at(SINE_BY_SIXTHS, angle.multiply(Rational.of(6)));
    }

    private static @Nullable Rational tangent(Rational angle) {
        return at(TANGENT_BY_QUARTERS, angle.multiply(Rational.of(4)));
    }

    private static @Nullable Rational at(@Nullable Rational[] table, Rational index) {
        return index.isInteger() ? table[index.num().mod(BigInteger.valueOf(table.length)).intValue()] : null;
    }

    private static @Nullable Rational inverse(@Nullable Rational value) {
        return value == null || value.isZero() ? null : Rational.ONE.divide(value);
    }

    /// The rational r where the expression is r·π by its form, else null.
    private static @Nullable Rational ofPi(Expr expr) {
        switch (expr) {
            case Num number -> {
                return number.value().isZero() ? Rational.ZERO : null;
            }
            case Constant constant -> {
                return constant == Constant.PI ? Rational.ONE : null;
            }
            case Degree degree -> {
                return degree.of() instanceof Num number ? number.value().divide(Rational.of(180)) : null;
            }
            case Neg negative -> {
                var angle = ofPi(negative.of());
                return angle == null ? null : angle.negate();
            }
            case Div quotient -> {
                var angle = ofPi(quotient.top());
                return angle == null || !(quotient.bottom() instanceof Num number) || number.value().isZero()
                        ? null
                        : angle.divide(number.value());
            }
            case Add sum -> {
                var total = Rational.ZERO;
                for (var term : sum.terms()) {
                    var angle = ofPi(term);
                    if (angle == null) return null;
                    total = total.add(angle);
                }
                return total;
            }
            case Mul product -> {
                return product(product);
            }
            default -> {
                return null;
            }
        }
    }

    /// Rational factors, and one that is a multiple of π.
    private static @Nullable Rational product(Mul product) {
        var total = Rational.ONE;
        var angles = 0;
        for (var factor : product.factors()) {
            var value = rational(factor);
            if (value == null) {
                value = ofPi(factor);
                angles++;
            }
            if (value == null) return null;
            total = total.multiply(value);
        }
        return angles == 1 ? total : null;
    }

    private static @Nullable Rational rational(Expr expr) {
        if (expr instanceof Num number) return number.value();
        if (expr instanceof Div quotient && quotient.top() instanceof Num top && quotient.bottom() instanceof Num bottom
                && !bottom.value().isZero())
            return top.value().divide(bottom.value());
        return null;
    }
}
