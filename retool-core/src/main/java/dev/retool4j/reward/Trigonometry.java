package dev.retool4j.reward;

import dev.retool4j.reward.Expr.Function;

/// Circular and hyperbolic functions and their inverses, of complex balls; inverse ones of real values within their domain.
final class Trigonometry {
    private Trigonometry() {}

    static Complex apply(Function function, Complex x, int bits) {
        return switch (function) {
            case SIN -> x.sinCos(bits)[0];
            case COS -> x.sinCos(bits)[1];
            case TAN -> {
                var pair = x.sinCos(bits);
                yield pair[0].divide(pair[1], bits);
            }
            case COT -> {
                var pair = x.sinCos(bits);
                yield pair[1].divide(pair[0], bits);
            }
            case SEC -> Complex.ONE.divide(x.sinCos(bits)[1], bits);
            case CSC -> Complex.ONE.divide(x.sinCos(bits)[0], bits);
            case SINH -> half(x.exp(bits).subtract(x.negate().exp(bits), bits));
            case COSH -> half(x.exp(bits).add(x.negate().exp(bits), bits));
            case TANH -> {
                var plus = x.exp(bits);
                var minus = x.negate().exp(bits);
                yield plus.subtract(minus, bits).divide(plus.add(minus, bits), bits);
            }
            default -> Complex.real(inverse(function, real(x), bits));
        };
    }

    private static Complex half(Complex x) {
        return new Complex(x.re().scale(-1), x.im().scale(-1));
    }

    private static Ball real(Complex x) {
        if (!x.isReal()) throw new Unsettled("an inverse function of a complex value");
        return x.re();
    }

    private static Ball inverse(Function function, Ball x, int bits) {
        return switch (function) {
            case ASIN -> asin(x, bits);
            case ACOS -> Elementary.pi(bits).scale(-1).subtract(asin(x, bits), bits);
            case ATAN -> Elementary.atan(x, bits);
            case ACOT -> Elementary.pi(bits).scale(-1).subtract(Elementary.atan(x, bits), bits);
            case ASEC -> Elementary.pi(bits).scale(-1).subtract(asin(Ball.ONE.divide(x, bits), bits), bits);
            case ACSC -> asin(Ball.ONE.divide(x, bits), bits);
            // asinh x = sign(x) · ln(|x| + √(x² + 1))
            case ASINH -> {
                var size = x.abs();
                var value = Elementary.ln(size.add(size.multiply(size, bits).add(Ball.ONE, bits).sqrt(bits), bits), bits);
                yield x.signum() < 0 ? value.negate() : value;
            }
            case ACOSH -> {
                var square = x.multiply(x, bits).subtract(Ball.ONE, bits);
                yield Elementary.ln(x.add(square.sqrt(bits), bits), bits);
            }
            case ATANH -> Elementary.ln(Ball.ONE.add(x, bits).divide(Ball.ONE.subtract(x, bits), bits), bits).scale(-1);
            default -> throw new Unsettled("no rule for " + function);
        };
    }

    private static Ball asin(Ball x, int bits) {
        var rest = Ball.ONE.subtract(x.multiply(x, bits), bits);
        if (rest.isExactZero()) return (x.mid().signum() < 0 ? Elementary.pi(bits).negate() : Elementary.pi(bits)).scale(-1);
        return Elementary.atan(x.divide(rest.sqrt(bits), bits), bits);
    }
}
