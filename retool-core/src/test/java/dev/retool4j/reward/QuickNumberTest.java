package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuickNumberTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            7                  | 7
            -12                | -12
            +033               | 33
            1,234,567          | 1234567
            12,345.50          | 24691/2
            .5                 | 1/2
            5.                 | 5
            3/4                | 3/4
            -6/4               | -3/2
            \\frac{2}{4}       | 1/2
            -\\dfrac{7}{-3}    | 7/3
            12345678901234567890123 | 12345678901234567890123
            """)
    void readsPlainNumbers(String text, String value) {
        assertThat(QuickNumber.read(text)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "x", "1,23", "1,2345", "01,234", "1 2", "1/0", "1/2/3", "0.5/2", "\\frac12", "\\frac{1}{0}", "1e5",
        "1.2.3",
        "--1", "1,234,", ",123", "3%"})
    void refusesEverythingElse(String text) {
        assertThat(QuickNumber.read(text)).isNull();
    }

    @Test
    void hugeLiteralsAreLeftToTheParser() {
        assertThat(QuickNumber.read("9".repeat(5000))).isNull();
    }
}
