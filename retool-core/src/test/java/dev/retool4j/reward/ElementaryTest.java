package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ElementaryTest {
    private static final int BITS = 192;

    /// Published digits of the constants, 60 places.
    private static final String PI = "3.141592653589793238462643383279502884197169399375105820974944";
    private static final String E = "2.718281828459045235360287471352662497757247093699959574966967";
    private static final String LN2 = "0.693147180559945309417232121458176568075500134360255254120680";

    private static void contains(Ball ball, String digits) {
        var value = new BigDecimal(ball.mid()).multiply(power(ball.exponent()));
        var radius = new BigDecimal(ball.radius()).multiply(power(ball.exponent()));
        var distance = value.subtract(new BigDecimal(digits)).abs();
        assertThat(distance).as("%s ± %s", value.round(new MathContext(60)), radius.round(new MathContext(3)))
                .isLessThanOrEqualTo(radius.add(new BigDecimal("1e-59")));
        assertThat(radius).isLessThan(new BigDecimal("1e-50"));
    }

    private static BigDecimal power(long exponent) {
        return exponent >= 0
                ? new BigDecimal(BigInteger.TWO.pow((int) exponent))
                : BigDecimal.ONE.divide(new BigDecimal(BigInteger.TWO.pow((int) -exponent)));
    }

    @Test
    void constantsHaveTheirPublishedDigits() {
        contains(Elementary.pi(BITS), PI);
        contains(Elementary.exp(Ball.ONE, BITS), E);
        contains(Elementary.ln(Ball.of(2), BITS), LN2);
        contains(Elementary.atan(Ball.ONE, BITS).scale(2), PI);
        contains(Ball.of(2).sqrt(BITS), "1.414213562373095048801688724209698078569671875376948073176680");
        contains(Elementary.sinCos(Ball.ONE, BITS)[0], "0.841470984807896506652502321630298999622563060798371065672752");
    }

    @Test
    void inversesComeBackToTheirArgument() {
        var random = new Random(7);
        for (var i = 0; i < 300; i++) {
            var x = Ball.of(Rational.of(random.nextInt(1, 100_000), random.nextInt(1, 1000)), BITS);
            assertThat(Elementary.exp(Elementary.ln(x, BITS), BITS).subtract(x, BITS).containsZero()).isTrue();
            var root = x.sqrt(BITS);
            assertThat(root.multiply(root, BITS).subtract(x, BITS).containsZero()).isTrue();
            var angle = Ball.of(Rational.of(random.nextInt(-1500, 1500), 1000), BITS);
            var pair = Elementary.sinCos(angle, BITS);
            assertThat(Elementary.atan(pair[0].divide(pair[1], BITS), BITS).subtract(angle, BITS).containsZero()).isTrue();
            assertThat(pair[0].multiply(pair[0], BITS).add(pair[1].multiply(pair[1], BITS), BITS).subtract(Ball.ONE, BITS).containsZero())
                    .isTrue();
        }
    }

    @Test
    void radiiCoverTheArgumentsUncertainty() {
        var random = new Random(11);
        for (var i = 0; i < 300; i++) {
            var centre = Rational.of(random.nextInt(1000, 5000), 1000);
            var shift = Rational.of(random.nextInt(-999, 1000), 1_000_000_000);
            var wide = Ball.of(centre, BITS);
            wide = new Ball(wide.mid(), wide.radius() + Math.scalb(1e-6, (int) -wide.exponent()), wide.exponent());
            var inside = Ball.of(centre.add(shift), BITS);
            assertThat(Elementary.exp(wide, BITS).subtract(Elementary.exp(inside, BITS), BITS).containsZero()).isTrue();
            assertThat(Elementary.ln(wide, BITS).subtract(Elementary.ln(inside, BITS), BITS).containsZero()).isTrue();
            assertThat(Elementary.atan(wide, BITS).subtract(Elementary.atan(inside, BITS), BITS).containsZero()).isTrue();
            assertThat(Elementary.sinCos(wide, BITS)[1].subtract(Elementary.sinCos(inside, BITS)[1], BITS).containsZero()).isTrue();
            assertThat(wide.sqrt(BITS).subtract(inside.sqrt(BITS), BITS).containsZero()).isTrue();
            assertThat(Ball.ONE.divide(wide, BITS).subtract(Ball.ONE.divide(inside, BITS), BITS).containsZero()).isTrue();
        }
    }

    @Test
    void sumsOfVeryDifferentMagnitudesKeepTheSmallOneInTheRadius() {
        var huge = new Ball(BigInteger.ONE, 0, 5000);
        var sum = huge.add(Ball.ONE, BITS);
        assertThat(sum.radius()).isPositive();
        assertThat(sum.subtract(huge, BITS).containsZero()).isTrue();
        assertThat(huge.add(huge.negate(), BITS).isExactZero()).isTrue();
    }
}
