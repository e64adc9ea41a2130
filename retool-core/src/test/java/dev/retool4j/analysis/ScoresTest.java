package dev.retool4j.analysis;

import static dev.retool4j.analysis.TestResponse.problem;
import static dev.retool4j.analysis.TestResponse.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoresTest {
    private static List<Scored> answers(String problem, String truth, @Nullable String... answers) {
        var samples = new ArrayList<Scored>();
        for (var answer : answers)
            samples.add(response().text("x", 3).scored(problem(problem, truth), answer));
        return samples;
    }

    @SafeVarargs
    private static List<Scored> all(List<Scored>... problems) {
        var samples = new ArrayList<Scored>();
        for (var problem : problems)
            samples.addAll(problem);
        return samples;
    }

    @Test
    void averageIsTheMeanOverProblemsWithItsErrorClusteredByProblem() {
        // per problem 1, 0.5, 0: mean 0.5, sample deviation 0.5, standard error 0.5 / √3
        var scores = Scores.of(all(answers("a", "1", "1", "1"), answers("b", "1", "1", "2"), answers("c", "1", "3", null)));
        assertThat(scores.average().value()).isEqualTo(0.5);
        assertThat(scores.average().standardError()).isCloseTo(0.5 / Math.sqrt(3), within(1e-12));
        assertThat(scores.problems()).isEqualTo(3);
        assertThat(scores.samples()).isEqualTo(6);
        assertThat(scores.average().percent()).isEqualTo("50.0% ± 28.9");
    }

    @Test
    void passAtKIsTheShareOfSubsetsWithARightSample() {
        for (int n = 1; n <= 7; n++) {
            for (int right = 0; right <= n; right++) {
                var given = new String[n];
                for (int i = 0; i < n; i++)
                    given[i] = i < right ? "1" : "2";
                var scores = Scores.of(answers("a", "1", given));
                for (int k = 1; k <= n; k++)
                    assertThat(scores.pass(k).value()).as("n=%d c=%d k=%d", n, right, k)
                            .isCloseTo(byCounting(n, right, k), within(1e-12));
            }
        }
    }

    private static double byCounting(int n, int right, int k) {
        int subsets = 0;
        int hits = 0;
        for (int set = 0; set < 1 << n; set++) {
            if (Integer.bitCount(set) != k) continue;
            subsets++;
            if ((set & (1 << right) - 1) != 0) hits++;
        }
        return (double) hits / subsets;
    }

    @Test
    void problemsWithTooFewSamplesAreLeftOutOfPassAtK() {
        var scores = Scores.of(all(answers("a", "1", "1", "2"), answers("b", "1", "2")));
        assertThat(scores.pass(2).clusters()).isEqualTo(1);
        assertThat(scores.pass(2).value()).isEqualTo(1);
        assertThat(scores.pass(3).value()).isNaN();
        assertThat(scores.commonSamples()).isEqualTo(1);
        assertThatThrownBy(() -> scores.pass(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMajorityDecidesWhateverTheAverage() {
        assertThat(Scores.of(answers("a", "1", "1", "1", "2", "3", "4")).majority().value()).isEqualTo(1);
        assertThat(Scores.of(answers("a", "1", "1", "2", "2")).majority().value()).isZero();
    }

    @Test
    void aTieCountsAsDrawingOneOfTheTiedAnswers() {
        assertThat(Scores.of(answers("a", "1", "1", "2", "3")).majority().value()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void samplesWithoutAnAnswerDoNotVote() {
        assertThat(Scores.of(answers("a", "1", "1", null, null, null)).majority().value()).isEqualTo(1);
        assertThat(Scores.of(answers("a", "1", null, null)).majority().value()).isZero();
    }

    @Test
    void rightAnswersAreOneAnswerHoweverTheyAreSpelled() {
        var half = new Scored(response().text("x", 3).trajectory("h", problem("a", "1/2"), 0), new Reward(1, true, "0.5", "equal"));
        var same = new Scored(response().text("x", 3).trajectory("s", problem("a", "1/2"), 1), new Reward(1, true, "1/2", "equal"));
        var wrong = answers("a", "1/2", "3", "3", "4");
        assertThat(Scores.of(all(List.of(half, same), wrong)).majority().value()).isEqualTo(0.5);
    }

    @Test
    void failuresOfTheInfrastructureAreNeverWrongAnswers() {
        var failed = response().text("x", 1).stop(StopReason.INTERPRETER_FAILURE).scored(problem("a", "1"), null);
        var scores = Scores.of(all(answers("a", "1", "1"), List.of(failed)));
        assertThat(scores.average().value()).isEqualTo(1);
        assertThat(scores.excluded()).isEqualTo(1);
        assertThat(scores.average().standardError()).isNaN();
    }

    @Test
    void nothingHasNoScore() {
        var scores = Scores.of(List.of());
        assertThat(scores.average().value()).isNaN();
        assertThat(scores.average().percent()).isEqualTo("–");
        assertThat(scores.commonSamples()).isZero();
    }
}
