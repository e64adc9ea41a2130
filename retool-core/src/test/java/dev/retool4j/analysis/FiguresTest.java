package dev.retool4j.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void numbersHaveAsManyDigitsAsTheirSizeAsksFor() {
        assertThat(Figures.number(0)).isEqualTo("0");
        assertThat(Figures.number(960)).isEqualTo("960");
        assertThat(Figures.number(10421.3)).isEqualTo("10\u2009421");
        assertThat(Figures.number(123.456)).isEqualTo("123.5");
        assertThat(Figures.number(-1.234)).isEqualTo("−1.23");
        assertThat(Figures.number(0.28)).isEqualTo("0.28");
        assertThat(Figures.number(3e-5)).isEqualTo("3e−5");
        assertThat(Figures.number(45.7)).isEqualTo("45.7");
        assertThat(Figures.number(0.0104)).isEqualTo("0.01");
        assertThat(Figures.number(1234567)).isEqualTo("1\u2009234\u2009567");
        assertThat(Figures.number(Double.NaN)).isEqualTo("–");
    }

    @Test
    void sharesArePercentages() {
        assertThat(Figures.percent(0.766)).isEqualTo("76.6%");
        assertThat(Figures.percent(Double.NaN)).isEqualTo("–");
        assertThat(Figures.fixed(-0.001, 1)).isEqualTo("0.0");
        assertThat(Figures.fixed(Double.NEGATIVE_INFINITY, 1)).isEqualTo("−∞");
    }
}
