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

    @Test
    void verlRecipePaysWrongAnswersForCallsUpToItsCap() {
        var call = "<code>1</code><interpreter>1</interpreter>";
        assertThat(Rewards.named("verl-recipe").score(PROBLEM, "\\boxed{42}").reward()).isEqualTo(1);
        assertThat(Rewards.named("verl-recipe").score(PROBLEM, "\\boxed{42.0}")).isEqualTo(new Reward(-1, false, "42.0", "different"));
        assertThat(Rewards.named("verl-recipe").score(PROBLEM, call.repeat(2) + "\\boxed{7}").reward()).isEqualTo(-0.8);
        assertThat(Rewards.named("verl-recipe").score(PROBLEM, call.repeat(9) + "\\boxed{7}").reward()).isEqualTo(-0.6);
        assertThatThrownBy(() -> new Rewards.CallBonus(0.1, 1)).hasMessageContaining("got 1.0");
    }

    @Test
    void formatAwareRewardKeepsCorrectApart() {
        var answer = "<answer>\\boxed{42}</answer>";
        assertThat(Rewards.named("format").score(PROBLEM, "so <code>x</code>\n<interpreter>42</interpreter> " + answer + "\n").reward())
                .isEqualTo(1);
        assertThat(Rewards.named("format").score(PROBLEM, answer + " and more")).isEqualTo(
                new Reward(0.5, true, "42", "equal, but something follows the answer"));
        assertThat(Rewards.named("format").score(PROBLEM, "<code>x</code> " + answer).reason())
                .isEqualTo("equal, but a code block has no output");
        assertThat(Rewards.named("format").score(PROBLEM, "<interpreter>x</interpreter> " + answer).correct()).isTrue();
        assertThat(Rewards.named("format").score(PROBLEM, "<answer>\\boxed{41}</answer>").reward()).isEqualTo(-1);
    }
}
