package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProblemStatisticsTest {

    @Test
    void answersHaveAKind() {
        assertThat(List.of("204", "-3", "$7$", "0")).extracting(AnswerKind::of).containsOnly(AnswerKind.INTEGER);
        assertThat(List.of("0.25", "-.5", "$1.50$")).extracting(AnswerKind::of).containsOnly(AnswerKind.DECIMAL);
        assertThat(List.of("3/4", "\\frac{3}{4}", "-\\dfrac34", "\\frac{-1}{2}")).extracting(AnswerKind::of)
                .containsOnly(AnswerKind.FRACTION);
        assertThat(List.of("x", "\\frac{x}{2}", "1, 2", "p - q", "$", "1\n2")).extracting(AnswerKind::of).containsOnly(AnswerKind.OTHER);
    }

    @Test
    void problemsAreCounted() {
        var statistics = ProblemStatistics.of(List.of(new Problem("a", "12345", "1", Map.of("level", "1")),
                new Problem("b", "123", "x", Map.of("level", "2")), new Problem("c", "1", "2", Map.of("level", "1"))));
        assertThat(statistics.answers()).isEqualTo(Map.of(AnswerKind.INTEGER, 2, AnswerKind.OTHER, 1));
        assertThat(statistics.characters()).isEqualTo(new Lengths(1, 3, 5, 5, 3.0));
        assertThat(statistics.tags()).isEqualTo(Map.of("level", Map.of("1", 2, "2", 1)));
    }

    @Test
    void lengthsAreOrderStatistics() {
        assertThat(Lengths.of(IntStream.rangeClosed(1, 100))).isEqualTo(new Lengths(1, 50, 95, 100, 50.5));
        assertThat(Lengths.of(IntStream.of(7))).isEqualTo(new Lengths(7, 7, 7, 7, 7.0));
        assertThatThrownBy(() -> Lengths.of(IntStream.empty())).isInstanceOf(IllegalArgumentException.class);
    }
}
