package dev.retool4j.reward;

import java.math.BigInteger;

/// A real number known to lie within `(mid ± radius) · 2^exponent`: every operation rounds its radius upward, so the true value never escapes.
///
/// Exponents are longs, so that values as small as 1/2004! or as large as 2^(10^9) neither vanish nor overflow.
///
/// @param mid      the middle, at most about the working precision in bits
/// @param radius   in units of the last place of `mid`; 0 where the value is exact
/// @param exponent power of two that scales both
record Ball(BigInteger mid, double radius, long exponent) {
    static final Ball ZERO = new Ball(BigInteger.ZERO, 0, 0);
    static final Ball ONE = of(1);
    /// Where a radius outgrows this, meaningless low bits are dropped.
    private static final double MAX_RADIUS = 0x1p40;
    private static final int MOST_SHIFT = 900;
    private static final double UP = 1 + 0x1p-50;
    private static final long MAX_EXPONENT = 1L << 40;

    /// @throws Unsettled where the radius has outgrown a double: such a ball would say nothing, and its comparisons would lie
    Ball {
        if (!(radius < Double.POSITIVE_INFINITY)) throw new Unsettled("the precision is lost on the way");
    }

    static Ball of(long value) {
        return new Ball(BigInteger.valueOf(value), 0, 0);
    }

    static Ball of(Rational value, int bits) {
        if (value.isInteger()) return round(value.num(), 0, 0, bits);
        var shift = Math.max(0, bits + 2 + value.den().bitLength() - value.num().bitLength());
        return round(value.num().shiftLeft(shift).divide(value.den()), 1, -shift, bits);
    }

    /// Cuts the middle to the precision and the radius to a small number of units.
    static Ball round(BigInteger mid, double radius, long exponent, int bits) {
        var drop = mid.bitLength() - bits;
        if (radius > MAX_RADIUS) drop = Math.max(drop, Math.getExponent(radius) - 20);
        if (exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT) throw new Unsettled("a magnitude beyond 2^(2^40)");
        if (drop <= 0) return new Ball(mid, radius, exponent);
        return new Ball(mid.shiftRight(drop), (radius * Math.scalb(1.0, -drop) + 1) * UP, exponent + drop);
    }

    boolean isExact() {
        return radius == 0;
    }

    boolean isExactZero() {
        return radius == 0 && mid.signum() == 0;
    }

    boolean containsZero() {
        return mid.abs().doubleValue() <= radius * UP;
    }

    /// The sign, where the ball does not contain zero.
    int signum() {
        if (isExactZero()) return 0;
        if (containsZero()) throw new Unsettled("a sign that the precision does not show");
        return mid.signum();
    }

    /// Position of the highest bit that the value can reach; far below everything for an exact zero.
    long top() {
        if (isExactZero()) return Long.MIN_VALUE / 4;
        return exponent + Math.max(mid.bitLength(), radius == 0 ? 0 : Math.getExponent(radius) + 1) + 1;
    }

    /// Position of the highest bit of the radius; far below everything for an exact value.
    long radiusTop() {
        return radius == 0 ? Long.MIN_VALUE / 4 : exponent + Math.getExponent(radius) + 1;
    }

    Ball negate() {
        return new Ball(mid.negate(), radius, exponent);
    }

    Ball abs() {
        if (mid.signum() >= 0 && !containsZero() || isExact()) return mid.signum() < 0 ? negate() : this;
        if (!containsZero()) return negate();
        // |x| lies between 0 and |mid| + radius.
        return new Ball(mid.abs(), radius, exponent);
    }

    Ball add(Ball other, int bits) {
        if (isExactZero()) return other;
        if (other.isExactZero()) return this;
        var low = exponent <= other.exponent ? this : other;
        var high = low == this ? other : this;
        var gap = high.exponent - low.exponent;
        var room = bits + 8L - high.mid.bitLength();
        if (gap <= Math.max(room, 64)) {
            var sum = high.mid.shiftLeft((int) gap).add(low.mid);
            return round(sum, (Math.scalb(high.radius, (int) Math.min(gap, 900)) + low.radius) * UP, low.exponent, bits);
        }
        // The lower one is cut to what the higher one's precision can show.
        var keep = (int) Math.max(room, 0);
        var cut = gap - keep;
        var lowMid = cut > 1_000_000 ? BigInteger.ZERO : low.mid.shiftRight((int) cut);
        var lowRadius = cut > 1000 ? 1 + (low.mid.bitLength() > cut - 60 ? low.radius : 0) : low.radius * Math.scalb(1.0, (int) -cut) + 1;
        if (cut > 1_000_000 && low.top() > high.exponent - keep) throw new Unsettled("magnitudes too far apart");
        return round(high.mid.shiftLeft(keep).add(lowMid), (Math.scalb(high.radius, keep) + lowRadius) * UP, high.exponent - keep, bits);
    }

    Ball subtract(Ball other, int bits) {
        return add(other.negate(), bits);
    }

    Ball multiply(Ball other, int bits) {
        if (isExactZero() || other.isExactZero()) return ZERO;
        var error = radius == 0 && other.radius == 0
                ? 0
                : (size() * other.radius + other.size() * radius + radius * other.radius) * UP * UP;
        return round(mid.multiply(other.mid), error, exponent + other.exponent, bits);
    }

    /// |mid| as a double; middles have fewer than a thousand bits wherever a radius exists.
    private double size() {
        return mid.abs().doubleValue();
    }

    Ball divide(Ball other, int bits) {
        if (other.isExactZero()) throw new Unsettled("division by zero");
        if (other.containsZero()) throw new Unsettled("division by what may be zero");
        if (isExactZero()) return ZERO;
        var shift = Math.max(0, bits + 2 + other.mid.bitLength() - mid.bitLength());
        if (radius > 0) shift = Math.min(shift, Math.max(0, MOST_SHIFT - Math.getExponent(radius))); // bits below the radius say nothing
        var quotient = mid.shiftLeft(shift).divide(other.mid);
        // |a/b − a0/b0| ≤ (ra·|b0| + |a0|·rb) / (|b0|·(|b0| − rb)), here in units of 2^-shift.
        var low = other.size() - other.radius;
        var error = radius == 0 && other.radius == 0
                ? 0
                : (Math.scalb(radius, shift) + (quotient.abs().doubleValue() + 1) * other.radius) / low * UP * UP * UP;
        return round(quotient, error + 1, exponent - other.exponent - shift, bits);
    }

    Ball sqrt(int bits) {
        if (isExactZero()) return ZERO;
        if (mid.signum() < 0 || containsZero()) throw new Unsettled("the square root of what may be negative");
        var shift = Math.max(0, 2 * bits + 4 - mid.bitLength());
        if (((exponent - shift) & 1) != 0) shift++;
        var parts = mid.shiftLeft(shift).sqrtAndRemainder();
        if (radius == 0 && parts[1].signum() == 0) return round(parts[0], 0, (exponent - shift) / 2, bits);
        var root = parts[0];
        // √(m ± r) differs from √m by at most r / √(m − r).
        var lowRoot = root.doubleValue() * Math.sqrt(Math.max(0x1p-40, 1 - radius / size()));
        var error = radius == 0 ? 0 : radius / lowRoot * UP * UP;
        return round(root, Math.scalb(error, shift) + 1, (exponent - shift) / 2, bits);
    }

    Ball scale(int power) {
        return mid.signum() == 0 && radius == 0 ? this : new Ball(mid, radius, exponent + power);
    }

    Ball widen(double units) {
        return new Ball(mid, (radius + units) * UP, exponent);
    }

    /// An approximate double, for starting values only.
    double approximate() {
        var drop = Math.max(0, mid.bitLength() - 64);
        var e = exponent + drop;
        if (e > 2000) return mid.signum() * Double.POSITIVE_INFINITY;
        if (e < -2000) return 0;
        return Math.scalb(mid.shiftRight(drop).doubleValue(), (int) e);
    }

    /// The value as a fixed-point integer with `scale` fractional bits, the radius in the same units; for values below 2^62.
    Ball toFixed(int scale) {
        var shift = exponent + scale;
        if (shift >= 0) {
            if (shift > 4L * scale + 4096) throw new Unsettled("a value too large for this function");
            return new Ball(mid.shiftLeft((int) shift), Math.scalb(radius, (int) Math.min(shift, 900)), -scale);
        }
        if (-shift > 1_000_000) return new Ball(BigInteger.ZERO, 1 + (top() > -scale ? Double.MAX_VALUE : 0), -scale);
        return new Ball(mid.shiftRight((int) -shift), radius * Math.scalb(1.0, (int) Math.max(shift, -1000)) + 1, -scale);
    }
}
