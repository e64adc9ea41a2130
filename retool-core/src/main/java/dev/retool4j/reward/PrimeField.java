package dev.retool4j.reward;

import java.math.BigInteger;

/// Arithmetic modulo a prime of 31 bits that is 1 modulo 8, so that −1 and 2 have square roots.
///
/// @param prime the modulus
record PrimeField(long prime) {
    private static final PrimeField[] FIELDS = new PrimeField[256];

    static {
        var candidate = (1L << 31) - 7;
        for (var i = 0; i < FIELDS.length; candidate -= 8) {
            if (BigInteger.valueOf(candidate).isProbablePrime(40)) FIELDS[i++] = new PrimeField(candidate);
        }
    }

    static int count() {
        return FIELDS.length;
    }

    static PrimeField get(int index) {
        return FIELDS[index];
    }

    long multiply(long a, long b) {
        return a * b % prime;
    }

    long negate(long a) {
        return a == 0 ? 0 : prime - a;
    }

    long reduce(BigInteger value) {
        return value.bitLength() < 63 ? Math.floorMod(value.longValue(), prime) : value.mod(BigInteger.valueOf(prime)).longValue();
    }

    long power(long base, long exponent) {
        var result = 1L;
        var square = base % prime;
        for (var e = exponent; e > 0; e >>= 1) {
            if ((e & 1) != 0) result = multiply(result, square);
            square = multiply(square, square);
        }
        return result;
    }

    boolean isSquare(long value) {
        return power(value, (prime - 1) / 2) == 1;
    }

    /// One of the two square roots of a square (Tonelli and Shanks).
    long squareRoot(long value) {
        var odd = prime - 1;
        var twos = 0;
        while ((odd & 1) == 0) {
            odd >>= 1;
            twos++;
        }
        var nonSquare = 2L;
        while (isSquare(nonSquare))
            nonSquare++;
        var c = power(nonSquare, odd);
        var root = power(value, (odd + 1) / 2);
        var t = power(value, odd);
        while (t != 1) {
            var order = 0;
            for (var square = t; square != 1; square = multiply(square, square))
                order++;
            var b = c;
            for (var i = 0; i < twos - order - 1; i++)
                b = multiply(b, b);
            twos = order;
            c = multiply(b, b);
            t = multiply(t, c);
            root = multiply(root, b);
        }
        return root;
    }
}
