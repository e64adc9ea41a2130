package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.reward.Fingerprint.Result;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FingerprintTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2^{20000}+1             | 2^{20000}              | DIFFERENT
            3^{10000}-1             | (3^{5000}-1)(3^{5000}+1) | SAME
            \\sqrt{6}               | \\sqrt{2}\\sqrt{3}     | SAME
            \\sqrt{8}               | 2\\sqrt{2}             | SAME
            \\frac{1}{\\sqrt{2}-1}  | \\sqrt{2}+1            | SAME
            \\sqrt{2}+\\sqrt{3}     | \\sqrt{5}              | DIFFERENT
            i^2                     | -1                     | SAME
            (x+y)^{50}              | (y+x)^{50}             | SAME
            (x+y)^{50}              | x^{50}+y^{50}          | DIFFERENT
            \\frac{1}{2004!}        | \\frac{1}{2006!}       | DIFFERENT
            \\pi (\\pi + 1)         | \\pi^2 + \\pi          | SAME
            \\sin x                 | \\sin x                | UNSUPPORTED
            2^x                     | 2^x                    | UNSUPPORTED
            \\frac{1}{x-x}          | 1                      | UNSUPPORTED
            """)
    void comparesImages(String a, String b, Result expected) {
        var left = Parser.parse(a, Reading.USUAL).expr();
        var right = Parser.parse(b, Reading.USUAL).expr();
        assertThat(Fingerprint.compare(left, right, 5, new Budget(Budget.STEPS))).isEqualTo(expected);
    }
}
