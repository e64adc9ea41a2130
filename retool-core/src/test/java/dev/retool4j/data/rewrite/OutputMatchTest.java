package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputMatchTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"42, 42, SAME", "42, \" 42 \", SAME", "3.0, 3, EQUIVALENT",
        "3.1416, 3.141592653589793, EQUIVALENT",
        "3.14, 3.141592653589793, DIFFERENT", "3.1417, 3.141592653589793, DIFFERENT", "\"[1, 2]\", \"[1,2]\", EQUIVALENT",
        "'abc', abc, EQUIVALENT", "41, 42, DIFFERENT", "x = 42, 42, DIFFERENT", "1e3, 1000, EQUIVALENT",
        "\"Traceback\\nNameError: name 'x' is not defined\", NameError: name 'x' is not defined, EQUIVALENT"})
    void outputsAreComparedAsAPersonWould(String recorded, String real, OutputMatch match) {
        assertThat(OutputMatch.of(recorded.replace("\\n", "\n"), real)).isEqualTo(match);
    }
}
