package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ScoringTest {

    @Test
    void everyNamedRewardSaysHowItJudges() {
        assertThat(Rewards.names()).allSatisfy(name -> {
            assertThat(Rewards.named(name).scoring().reward()).isEqualTo(name);
            assertThat(AnswerExtractor.names()).contains(Rewards.named(name).scoring().extractor());
        });
    }

    @Test
    void extractorAndVerifierAreNamedWithTheirOptions() {
        var lenient = Rewards.answer(AnswerExtractor.RETOOL_EVALUATOR, Equivalence.of(EquivalenceOptions.EVALUATION)).scoring();
        assertThat(lenient).isEqualTo(new Scoring("answer", "retool-evaluator", "retool4j equivalence 1, 3 digits"));
        RewardFunction own = (problem, response) -> new Reward(0, false, null, "none");
        assertThat(own.scoring()).isEqualTo(Scoring.UNKNOWN);
        assertThat(Rewards.answer(response -> null, Equivalence.standard()).scoring().extractor()).isEqualTo("custom");
    }
}
