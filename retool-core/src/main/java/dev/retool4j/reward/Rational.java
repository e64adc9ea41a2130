package dev.retool4j.reward;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// An exact fraction in lowest terms with a positive denominator.
record Rational(BigInteger num, BigInteger den) implements Comparable<Rational> {
    static final Rational ZERO = of(0);
    static final Rational ONE = of(1);
    static final Rational TWO = of(2);
    static final Rational MINUS_ONE = of(-1);

    static Rational of(long value) {
        return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
    }

    static Rational of(BigInteger value) {
        return new Rational(value, BigInteger.ONE);
    }

    static Rational of(long num, long den) {
        return of(BigInteger.valueOf(num), BigInteger.valueOf(den));
    }

    /// @throws ArithmeticException when den is zero
    static Rational of(BigInteger num, BigInteger den) {
        if (den.signum() == 0) throw new ArithmeticException("division by zero");
        if (den.signum() < 0) {
            num = num.negate();
            den = den.negate();
        }
        if (den.equals(BigInteger.ONE)) return new Rational(num, den);
        var gcd = num.gcd(den);
        return gcd.equals(BigInteger.ONE) ? new Rational(num, den) : new Rational(num.divide(gcd), den.divide(gcd));
    }

    Rational add(Rational other) {
        if (isInteger() && other.isInteger()) return of(num.add(other.num));
        return of(num.multiply(other.den).add(other.num.multiply(den)), den.multiply(other.den));
    }

    Rational subtract(Rational other) {
        return add(other.negate());
    }

    Rational multiply(Rational other) {
        return of(num.multiply(other.num), den.multiply(other.den));
    }

    Rational divide(Rational other) {
        return of(num.multiply(other.den), den.multiply(other.num));
    }

    Rational negate() {
        return new Rational(num.negate(), den);
    }

    Rational abs() {
        return num.signum() < 0 ? negate() : this;
    }

    /// Integer power; the caller bounds the size of the result.
    Rational pow(int exponent) {
        if (exponent >= 0) return new Rational(num.pow(exponent), den.pow(exponent));
        return of(den.pow(-exponent), num.pow(-exponent));
    }

    BigInteger floor() {
        var parts = num.divideAndRemainder(den);
        return parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    }

    boolean isInteger() {
        return den.equals(BigInteger.ONE);
    }

    boolean isZero() {
        return num.signum() == 0;
    }

    int signum() {
        return num.signum();
    }

    /// Bits of numerator and denominator together: the cost of carrying this number on.
    int bits() {
        return num.bitLength() + den.bitLength();
    }

    /// The value as an int, or null where it is no integer or too large.
    @Nullable
    Integer toInt() {
        return isInteger() && num.bitLength() < 32 ? (Integer) num.intValue() : null;
    }

    @Override
    public int compareTo(Rational other) {
        return num.multiply(other.den).compareTo(other.num.multiply(den));
    }

    @Override
    public String toString() {
        return isInteger() ? num.toString() : num + "/" + den;
    }
}
