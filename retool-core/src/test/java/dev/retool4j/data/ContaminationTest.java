package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContaminationTest {
    private static final String QUESTION = "Alice has $17$ red marbles and $5$ blue ones in a bag. She draws two marbles without looking. "
            + "What is the probability that both are red?";

    private static Problem problem(String id, String question) {
        return new Problem(id, question, "1");
    }

    private static Contamination.Result check(String training, String evaluation) {
        return new Contamination(List.of(problem("e", evaluation)), ContaminationOptions.DEFAULT).in(List.of(problem("t", training)));
    }

    @Test
    void typesettingMakesNoOtherProblem() {
        for (var copy : List.of(QUESTION, QUESTION.toUpperCase(java.util.Locale.ROOT), QUESTION.replace("$", ""),
                "  " + QUESTION.replace("$17$", "\\( \\left 17 \\right \\)").replace(" ", "\n "),
                QUESTION + "\n[asy] draw((0,0)--(3,4)); [/asy]"))
            assertThat(check(copy, QUESTION).pairs()).as(copy).singleElement().extracting(Contamination.Pair::exact).isEqualTo(true);
        assertThat(check("Find $\\dfrac{1,000,000}{x}$ if $x \\leq 3$.", "Find \\(\\frac {1000000}{x}\\) if \\(x \\le 3\\).").isClean())
                .isFalse();
    }

    @Test
    void aCopyWithASentenceMoreIsFound() {
        var pairs = check(QUESTION + " The original answer is in the form m/n, please give m + n.", QUESTION).pairs();
        assertThat(pairs).singleElement().satisfies(pair -> {
            assertThat(pair.exact()).isFalse();
            assertThat(pair.share()).isEqualTo(1.0);
        });
        assertThat(check(QUESTION.replace("What is the probability", "Determine the chance"), QUESTION).isClean()).isFalse();
    }

    @Test
    void theSameWordsWithOtherNumbersAreAnotherProblem() {
        assertThat(check(QUESTION.replace("17", "12").replace("$5$", "$9$"), QUESTION).isClean()).isTrue();
    }

    @Test
    void theSamePhrasesAreNotTheSameProblem() {
        assertThat(check("What is the probability that both are red? Bob has 17 red cards and 5 blue cards.", QUESTION).isClean()).isTrue();
        assertThat(check("Find $x$.", "Find $y$.").isClean()).isTrue();
        assertThat(check("Find $x$ if $x+1=2$ and tell how you found it.", "Find $x$.").isClean()).isTrue();
        assertThat(check("Find $x$!", "Find $x$.").isClean()).isFalse();
    }

    @Test
    void questionsWithoutWordsAreLeftAlone() {
        assertThat(check("???", "?").isClean()).isTrue();
    }

    @Test
    void theResultSaysWhichAndHowMany() {
        var evaluation = List.of(problem("e1", QUESTION), problem("e2", QUESTION + " Also give the number of marbles."),
                problem("e3", "Other."));
        var training = List.of(problem("t1", "Nothing of it."), problem("t2", QUESTION + " Give a fraction."), problem("t3", QUESTION));
        var result = new Contamination(evaluation, ContaminationOptions.DEFAULT).in(training);
        assertThat(result.training()).isEqualTo(3);
        assertThat(result.evaluation()).isEqualTo(3);
        assertThat(result.contaminatedTraining()).extracting(Problem::id).containsExactlyInAnyOrder("t2", "t3");
        assertThat(result.closest()).extracting(pair -> pair.training().id() + pair.evaluation().id() + pair.exact())
                .containsExactlyInAnyOrder("t3e1true", "t2e2false");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new ContaminationOptions(1, 0.5, 0.8)).hasMessageContaining("words must be from 2 to 50, got 1");
        assertThatThrownBy(() -> new ContaminationOptions(8, 0, 0.8)).hasMessageContaining("share");
        assertThatThrownBy(() -> new ContaminationOptions(8, 0.5, Double.NaN)).hasMessageContaining("numbers");
    }

    /// Counted independently for the data's manifest: none of AIME 2024 and 2025, 740 of 933 older AIME problems, 25 of 40 of AMC 2023, 21
    /// of MATH-500.
    @Test
    void dapoHoldsWhatTheManifestSays() throws IOException {
        var dapo = ProblemReader.DEFAULT.read(RealData.file("dapo/dapo_math_17k.parquet")).problems();
        assertThat(found(dapo, "aime/aime24.jsonl")).isZero();
        assertThat(found(dapo, "aime/aime25.jsonl")).isZero();
        assertThat(found(dapo, "aime/aime_1983_2024.csv")).isBetween(720, 780);
        assertThat(found(dapo, "amc/qwen_amc23.jsonl")).isBetween(24, 26);
        assertThat(found(dapo, "math/math500.jsonl")).isBetween(18, 27);
    }

    private static int found(List<Problem> training, String evaluation) throws IOException {
        var sought = ProblemReader.DEFAULT.read(RealData.file(evaluation)).problems();
        return new ArrayList<>(new Contamination(sought, ContaminationOptions.DEFAULT).in(training).closest()).size();
    }
}
