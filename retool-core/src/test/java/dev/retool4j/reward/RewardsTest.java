package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.Problem;
import org.junit.jupiter.api.Test;

class RewardsTest {
    private static final Problem PROBLEM = new Problem("p", "What is 84/2?", "42");

    @Test
    void paperGivesPlusOneOnlyForTheRightBoxedAnswer() {
        assertThat(Rewards.paper().score(PROBLEM, "<answer>\\boxed{42.0}</answer>")).isEqualTo(new Reward(1, true, "42.0", "equal"));
        assertThat(Rewards.paper().score(PROBLEM, "<answer>\\boxed{41}</answer>")).isEqualTo(new Reward(-1, false, "41", "different"));
        assertThat(Rewards.paper().score(PROBLEM, "It is 42.")).isEqualTo(new Reward(-1, false, null, "no answer"));
    }

    @Test
    void undecidedAnswersAreWrongAndSaySo() {
        var reward = Rewards.paper().score(PROBLEM, "<answer>\\boxed{\\nosuchthing{42}}</answer>");
        assertThat(reward.correct()).isFalse();
        assertThat(reward.reward()).isEqualTo(-1);
        assertThat(reward.reason()).startsWith("undecided: ");
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThat(Rewards.named("paper")).isSameAs(Rewards.paper());
        assertThatThrownBy(() -> Rewards.named("papre")).hasMessageContaining("did you mean 'paper'?");
    }
}
