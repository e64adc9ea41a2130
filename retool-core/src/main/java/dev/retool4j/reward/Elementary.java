package dev.retool4j.reward;

import java.math.BigInteger;

/// Elementary functions of balls by fixed-point series with 64 guard bits; every result's radius covers argument and rounding.
final class Elementary {
    private static final int GUARD = 64;
    /// What the guard bits leave: fewer than 2^24 units of the fixed point's last place are lost in any series below.
    private static final double SERIES_ERROR = 0x1p24;
    private static final int CACHED = 1400;
    private static final BigInteger PI_BITS = machin(CACHED);
    private static final BigInteger LN2_BITS = ln2(CACHED);

    private Elementary() {}

    static Ball pi(int bits) {
        return Ball.round(PI_BITS.shiftRight(CACHED - bits - 8), 2, -bits - 8, bits);
    }

    static Ball exp(Ball x, int bits) {
        if (x.isExactZero()) return Ball.ONE;
        if (x.top() > 45) throw new Unsettled("an exponential beyond 2^(2^40)");
        var scale = bits + GUARD + (int) Math.max(0, x.top());
        var fixed = x.toFixed(scale);
        if (fixed.radius() > Math.scalb(0.25, Math.min(scale, 1000))) throw new Unsettled("an exponential of an inexact value");
        var value = scaledExp(fixed.mid(), scale);
        // d exp = exp · dx; |dx| ≤ 1/4 here, so the factor 2 covers the curvature.
        var error = Math.scalb(1.0, (int) Math.max(0, x.top())) * SERIES_ERROR;
        return Ball.round(value.mantissa, 4 * fixed.radius() + error, value.exponent - scale, bits);
    }

    private static BigInteger series(BigInteger x, int scale) {
        var sum = BigInteger.ONE.shiftLeft(scale);
        var term = sum;
        for (var n = 1; term.signum() != 0; n++) {
            term = term.multiply(x).shiftRight(scale).divide(BigInteger.valueOf(n));
            sum = sum.add(term);
        }
        return sum;
    }

    /// The natural logarithm of a positive ball.
    static Ball ln(Ball x, int bits) {
        if (x.signum() <= 0) throw new Unsettled("the logarithm of what is not positive");
        if (x.isExact() && x.mid().equals(BigInteger.ONE) && x.exponent() == 0) return Ball.ZERO;
        var length = x.mid().bitLength();
        var k = x.exponent() + length;
        // m in [1/2, 1), x = m · 2^k
        var m = new Ball(x.mid(), 0, -length);
        if (k == 1) { // keep values just above 1 near 1, where the logarithm is small
            k = 0;
            m = m.scale(1);
        }
        var scale = bits + GUARD;
        var y = fixedFromDouble(Math.log(m.approximate()), scale);
        var target = m.toFixed(scale).mid();
        for (var correct = 48; correct < scale; correct *= 3) {
            var e = fixedExp(y, scale);
            // Halley: y += 2 (m − e^y) / (m + e^y)
            y = y.add(target.subtract(e).shiftLeft(scale + 1).divide(target.add(e)));
        }
        var mantissa = new Ball(y, SERIES_ERROR, -scale);
        var error = x.radius() == 0 ? Ball.ZERO : relativeError(x);
        var value = k == 0
                ? mantissa
                : mantissa.add(new Ball(LN2_BITS.shiftRight(CACHED - scale), 2, -scale).multiply(Ball.of(k), scale), scale);
        return value.add(error, bits);
    }

    /// A ball around zero that covers ln(1 ± radius/|mid|).
    private static Ball relativeError(Ball x) {
        var relative = x.radius() / (x.mid().abs().doubleValue() - x.radius());
        if (!(relative < 1)) throw new Unsettled("the logarithm of an inexact value");
        return new Ball(BigInteger.ZERO, Math.scalb(relative * (1 + 0x1p-40), 60) + 0x1p-900, -60);
    }

    private static BigInteger fixedFromDouble(double value, int scale) {
        return BigInteger.valueOf((long) Math.scalb(value, 60)).shiftLeft(scale - 60);
    }

    private static BigInteger fixedExp(BigInteger y, int scale) {
        var value = scaledExp(y, scale);
        var k = Math.toIntExact(value.exponent);
        return k >= 0 ? value.mantissa.shiftLeft(k) : value.mantissa.shiftRight(-k);
    }

    /// mantissa · 2^exponent; the mantissa is a fixed-point number.
    private record Scaled(BigInteger mantissa, long exponent) {}

    /// exp(rest + k ln 2) with 0 ≤ rest < ln 2, by halving eight times.
    private static Scaled scaledExp(BigInteger y, int scale) {
        var ln2 = LN2_BITS.shiftRight(CACHED - scale);
        var parts = y.divideAndRemainder(ln2);
        var k = parts[0].longValueExact();
        var rest = parts[1];
        if (rest.signum() < 0) {
            rest = rest.add(ln2);
            k--;
        }
        var value = series(rest.shiftRight(8), scale);
        for (var i = 0; i < 8; i++)
            value = value.multiply(value).shiftRight(scale);
        return new Scaled(value, k);
    }

    /// Sine and cosine together.
    static Ball[] sinCos(Ball x, int bits) {
        if (x.isExactZero()) return new Ball[]{Ball.ZERO, Ball.ONE};
        if (x.top() > 200) throw new Unsettled("the sine of a value beyond 2^200");
        var extra = (int) Math.max(0, x.top());
        var scale = bits + GUARD + extra;
        var fixed = x.toFixed(scale);
        var halfPi = PI_BITS.shiftRight(CACHED - scale + 1);
        var quarter = fixed.mid().add(halfPi.shiftRight(1)).divideAndRemainder(halfPi);
        var k = quarter[0];
        if (quarter[1].signum() < 0) k = k.subtract(BigInteger.ONE);
        var rest = fixed.mid().subtract(k.multiply(halfPi));
        var square = rest.multiply(rest).shiftRight(scale);
        var sin = alternating(rest, square, scale, 1);
        var cos = alternating(BigInteger.ONE.shiftLeft(scale), square, scale, 0);
        var error = fixed.radius() + SERIES_ERROR * (1 + Math.scalb(1.0, Math.min(extra, 900)));
        var s = Ball.round(sin, error, -scale, bits);
        var c = Ball.round(cos, error, -scale, bits);
        return switch (k.intValue() & 3) {
            case 0 -> new Ball[]{s, c};
            case 1 -> new Ball[]{c, s.negate()};
            case 2 -> new Ball[]{s.negate(), c.negate()};
            default -> new Ball[]{c.negate(), s};
        };
    }

    private static BigInteger alternating(BigInteger first, BigInteger square, int scale, int start) {
        var sum = first;
        var term = first;
        for (var n = start + 1; term.signum() != 0 && n < 4000; n += 2) {
            term = term.multiply(square).shiftRight(scale).divide(BigInteger.valueOf((long) n * (n + 1))).negate();
            sum = sum.add(term);
            if (term.equals(BigInteger.ONE.negate())) break;
        }
        return sum;
    }

    static Ball atan(Ball x, int bits) {
        if (x.isExactZero()) return Ball.ZERO;
        if (x.top() > 3) {
            // atan x = ±π/2 − atan(1/x)
            var half = pi(bits).scale(-1);
            return (x.signum() < 0 ? half.negate() : half).subtract(atan(Ball.ONE.divide(x, bits), bits), bits);
        }
        var scale = bits + GUARD;
        var fixed = x.toFixed(scale);
        if (fixed.radius() > Math.scalb(1.0, Math.min(scale, 1000) - 2)) throw new Unsettled("the arc tangent of an inexact value");
        var y = fixedFromDouble(Math.atan(x.approximate()), scale);
        for (var correct = 48; correct < scale; correct *= 3) {
            var square = y.multiply(y).shiftRight(scale);
            var sin = alternating(y, square, scale, 1);
            var cos = alternating(BigInteger.ONE.shiftLeft(scale), square, scale, 0);
            // tan(atan x − y) = (x cos y − sin y) / (cos y + x sin y)
            var top = fixed.mid().multiply(cos).shiftRight(scale).subtract(sin);
            var bottom = cos.add(fixed.mid().multiply(sin).shiftRight(scale));
            y = y.add(top.shiftLeft(scale).divide(bottom));
        }
        return Ball.round(y, fixed.radius() + SERIES_ERROR, -scale, bits);
    }

    /// π by Machin's formula: 16 atan(1/5) − 4 atan(1/239).
    private static BigInteger machin(int bits) {
        var scale = bits + 32;
        return inverseTangent(5, scale).shiftLeft(4).subtract(inverseTangent(239, scale).shiftLeft(2)).shiftRight(32);
    }

    private static BigInteger inverseTangent(long q, int scale) {
        var term = BigInteger.ONE.shiftLeft(scale).divide(BigInteger.valueOf(q));
        var square = BigInteger.valueOf(q * q);
        var sum = term;
        for (var n = 3L; term.signum() != 0; n += 2) {
            term = term.divide(square).negate();
            sum = sum.add(term.divide(BigInteger.valueOf(n)));
        }
        return sum;
    }

    /// ln 2 = 2 artanh(1/3).
    private static BigInteger ln2(int bits) {
        var scale = bits + 32;
        var term = BigInteger.ONE.shiftLeft(scale + 1).divide(BigInteger.valueOf(3));
        var sum = term;
        for (var n = 3L; term.signum() != 0; n += 2) {
            term = term.divide(BigInteger.valueOf(9));
            sum = sum.add(term.divide(BigInteger.valueOf(n)));
        }
        return sum.shiftRight(32);
    }
}
