package dev.retool4j.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RolloutOptionsTest {
    private static final RolloutOptions DEFAULT = RolloutOptions.DEFAULT;

    @Test
    void defaultsArePapersWhereThePaperGivesOne() {
        assertThat(DEFAULT.responseTokens()).isEqualTo(16384);
        assertThat(DEFAULT.sampling().temperature()).isEqualTo(1.0);
    }

    @Test
    void valuesOutOfRangeAreRefusedWithNameAndValue() {
        assertThatThrownBy(() -> DEFAULT.withTokens(0, 1)).hasMessage("responseTokens must be at least 1, got 0");
        assertThatThrownBy(() -> DEFAULT.withTokens(1, -3)).hasMessage("turnTokens must be at least 1, got -3");
        assertThatThrownBy(() -> DEFAULT.withCodeCalls(0)).hasMessage("codeCalls must be at least 1, got 0");
        assertThatThrownBy(() -> DEFAULT.withTrajectorySeconds(0)).hasMessageStartingWith("trajectorySeconds must be in (0, 1000000]");
        assertThatThrownBy(() -> DEFAULT.withTrajectorySeconds(Double.NaN)).hasMessageEndingWith("got NaN");
    }
}
