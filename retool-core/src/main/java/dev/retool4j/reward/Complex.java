package dev.retool4j.reward;

/// A complex ball; purely real where the imaginary part is the exact zero.
record Complex(Ball re, Ball im) {
    static final Complex ZERO = real(Ball.ZERO);
    static final Complex ONE = real(Ball.ONE);
    static final Complex I = new Complex(Ball.ZERO, Ball.ONE);

    static Complex real(Ball value) {
        return new Complex(value, Ball.ZERO);
    }

    boolean isReal() {
        return im.isExactZero();
    }

    boolean isExactZero() {
        return re.isExactZero() && im.isExactZero();
    }

    boolean containsZero() {
        return re.containsZero() && im.containsZero();
    }

    long top() {
        return Math.max(re.top(), im.top());
    }

    long radiusTop() {
        return Math.max(re.radiusTop(), im.radiusTop());
    }

    Complex negate() {
        return new Complex(re.negate(), isReal() ? Ball.ZERO : im.negate());
    }

    Complex conjugate() {
        return isReal() ? this : new Complex(re, im.negate());
    }

    Complex add(Complex other, int bits) {
        return new Complex(re.add(other.re, bits), im.add(other.im, bits));
    }

    Complex subtract(Complex other, int bits) {
        return add(other.negate(), bits);
    }

    Complex multiply(Complex other, int bits) {
        if (isReal() && other.isReal()) return real(re.multiply(other.re, bits));
        return new Complex(re.multiply(other.re, bits).subtract(im.multiply(other.im, bits), bits),
                re.multiply(other.im, bits).add(im.multiply(other.re, bits), bits));
    }

    Complex divide(Complex other, int bits) {
        if (other.isReal()) return new Complex(re.divide(other.re, bits), isReal() ? Ball.ZERO : im.divide(other.re, bits));
        var norm = other.norm(bits);
        var top = multiply(other.conjugate(), bits);
        return new Complex(top.re.divide(norm, bits), top.im.divide(norm, bits));
    }

    /// |z|²
    Ball norm(int bits) {
        return re.multiply(re, bits).add(im.multiply(im, bits), bits);
    }

    Complex abs(int bits) {
        return real(isReal() ? re.abs() : re.isExactZero() ? im.abs() : norm(bits).sqrt(bits));
    }

    Complex pow(long exponent, int bits) {
        if (exponent < 0) return ONE.divide(pow(-exponent, bits), bits);
        var result = ONE;
        var base = this;
        for (var e = exponent; e > 0; e >>= 1) {
            if ((e & 1) != 0) result = result.multiply(base, bits);
            if (e > 1) base = base.multiply(base, bits);
        }
        return result;
    }

    Complex exp(int bits) {
        var size = Elementary.exp(re, bits);
        if (isReal()) return real(size);
        var angle = Elementary.sinCos(im, bits);
        return new Complex(size.multiply(angle[1], bits), size.multiply(angle[0], bits));
    }

    /// The principal logarithm.
    Complex ln(int bits) {
        if (isReal()) {
            if (re.signum() > 0) return real(Elementary.ln(re, bits));
            if (re.isExactZero()) throw new Unsettled("the logarithm of zero");
            return new Complex(Elementary.ln(re.negate(), bits), Elementary.pi(bits));
        }
        return new Complex(Elementary.ln(norm(bits), bits).scale(-1), angle(bits));
    }

    private Ball angle(int bits) {
        if (!re.containsZero() && re.mid().signum() > 0) return Elementary.atan(im.divide(re, bits), bits);
        var half = Elementary.pi(bits).scale(-1);
        if (!im.containsZero()) {
            var rest = Elementary.atan(re.divide(im, bits), bits);
            return (im.mid().signum() > 0 ? half : half.negate()).subtract(rest, bits);
        }
        throw new Unsettled("an angle on the branch cut");
    }

    Complex sqrt(int bits) {
        if (isReal()) {
            if (re.isExactZero()) return ZERO;
            return re.signum() > 0 ? real(re.sqrt(bits)) : new Complex(Ball.ZERO, re.negate().sqrt(bits));
        }
        return new Complex(ln(bits).re.scale(-1), ln(bits).im.scale(-1)).exp(bits);
    }

    /// Sine and cosine together.
    Complex[] sinCos(int bits) {
        if (isReal()) {
            var real = Elementary.sinCos(re, bits);
            return new Complex[]{real(real[0]), real(real[1])};
        }
        // e^{iz} and e^{-iz}
        var plus = new Complex(im.negate(), re).exp(bits);
        var minus = new Complex(im, re.negate()).exp(bits);
        var difference = plus.subtract(minus, bits);
        var sine = new Complex(difference.im.scale(-1), difference.re.negate().scale(-1));
        var sum = plus.add(minus, bits);
        return new Complex[]{sine, new Complex(sum.re.scale(-1), sum.im.scale(-1))};
    }
}
