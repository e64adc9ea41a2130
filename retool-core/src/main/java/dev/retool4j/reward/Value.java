package dev.retool4j.reward;

/// What an expression evaluates to at a point: an exact rational wherever that is possible, otherwise a complex ball.
sealed interface Value {
    record Exact(Rational rational) implements Value {}

    record Inexact(Complex ball) implements Value {}

    static Value of(Rational rational) {
        return new Exact(rational);
    }

    default Complex ball(int bits) {
        return switch (this) {
            case Exact(Rational rational) -> Complex.real(Ball.of(rational, bits));
            case Inexact(Complex ball) -> ball;
        };
    }
}
