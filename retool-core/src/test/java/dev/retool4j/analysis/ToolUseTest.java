package dev.retool4j.analysis;

import static dev.retool4j.analysis.TestResponse.problem;
import static dev.retool4j.analysis.TestResponse.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.rollout.StopReason;
import dev.retool4j.sandbox.ExecutionResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolUseTest {
    /// Length 25, code at 10, right.
    private static final Scored PASSES = response().text("a", 10)
            .block("import math\n\n  \nprint(1)", 10, ExecutionResult.Status.FINISHED, "1", 3)
            .answer("1", 2).scored(problem("p", "1", "modpow", "hard"), "1");
    /// Length 35, code at 0 (fails) and at 20 (passes), wrong.
    private static final Scored CORRECTS = response().failing(10).text("Oops", 3).passing(10).answer("2", 2)
            .scored(problem("q", "1", "modpow", "hard"), "2");
    /// Length 25, no code, right.
    private static final Scored PLAIN = response().text("a", 20).answer("1", 5).scored(problem("r", "1", "max", "easy"), "1");
    /// Length 25, code at 5 (fails), right.
    private static final Scored GIVES_UP = response().text("a", 5).failing(10).answer("1", 3).scored(problem("s", "1", "max", "easy"), "1");
    /// Length 20, a malformed block at 4, no answer.
    private static final Scored MALFORMED = response().text("a", 4).block("", 6, null, "no code found", 10).stop(StopReason.RESPONSE_LENGTH)
            .scored(problem("t", "1"), null);
    /// Counts nowhere.
    private static final Scored FAILED = response().passing(10).stop(StopReason.INTERPRETER_FAILURE).scored(problem("u", "1"), null);

    private static final List<Scored> ALL = List.of(PASSES, CORRECTS, PLAIN, GIVES_UP, MALFORMED, FAILED);
    private static final ToolUse USE = ToolUse.of(ALL);

    private static void holds(Measure measure, double numerator, double denominator) {
        assertThat(USE.ratio(measure).numerator()).isCloseTo(numerator, within(1e-12));
        assertThat(USE.ratio(measure).denominator()).isEqualTo(denominator);
        assertThat(USE.values().get(measure.key())).isEqualTo(USE.value(measure));
    }

    @Test
    void failuresOfTheInfrastructureAreLeftOutAndCounted() {
        assertThat(USE.responses()).isEqualTo(5);
        assertThat(USE.excluded()).isEqualTo(1);
    }

    @Test
    void lengthsCountTokensWithAndWithoutInterpreterOutput() {
        holds(Measure.RESPONSE_LENGTH, 25 + 35 + 25 + 25 + 20, 5);
        holds(Measure.SAMPLED_LENGTH, 22 + 25 + 25 + 18 + 10, 5);
    }

    @Test
    void codeIsCountedByResponseBlockAndLine() {
        holds(Measure.CODE_RATIO, 4, 5);
        holds(Measure.CODE_LINES, 2 + 2 + 0 + 1 + 0, 5);
        holds(Measure.CODE_LINES_WHEN_USED, 5, 4);
        holds(Measure.CODE_BLOCKS, 5, 5);
    }

    @Test
    void onlyBlocksThatRanWithoutErrorAreCorrectCode() {
        holds(Measure.CORRECT_CODE, 2, 1);
        holds(Measure.PASS_RATE, 2, 5);
    }

    @Test
    void thePassRateOfTheLastBlockIsSplitByTheAnswer() {
        holds(Measure.LAST_PASS_RIGHT, 1, 2);
        holds(Measure.LAST_PASS_WRONG, 1, 2);
    }

    @Test
    void invocationTimingIsTheBlocksStartOverTheLength() {
        holds(Measure.FIRST_INVOCATION, 10 / 25.0 + 0 + 5 / 25.0 + 4 / 20.0, 4);
        holds(Measure.MEAN_INVOCATION, 10 / 25.0 + 0 + 20 / 35.0 + 5 / 25.0 + 4 / 20.0, 5);
    }

    @Test
    void selfCorrectionIsAFailedBlockFollowedByASucceedingOne() {
        holds(Measure.FIRST_FAILURE, 3, 4);
        holds(Measure.SELF_CORRECTION, 1, 3);
        holds(Measure.RIGHT_AFTER_FAILURE, 1, 3);
        assertThat(Measure.correctsItself(CORRECTS)).isTrue();
        var other = response().passing(5).failing(5).answer("1", 1).scored(problem("v", "1"), "1");
        assertThat(Measure.correctsItself(other)).isFalse();
    }

    @Test
    void anEmptyDenominatorIsNoNumber() {
        var text = ToolUse.of(List.of(PLAIN));
        assertThat(text.value(Measure.CODE_RATIO)).isZero();
        assertThat(text.value(Measure.PASS_RATE)).isNaN();
        assertThat(Measure.PASS_RATE.shown(text.value(Measure.PASS_RATE))).isEqualTo("–");
        assertThat(ToolUse.of(List.of()).value(Measure.RESPONSE_LENGTH)).isNaN();
    }

    @Test
    void responsesSplitByATagOfTheProblem() {
        var byLevel = ToolUse.byTag(ALL, "level");
        assertThat(byLevel).containsOnlyKeys("", "easy", "hard");
        assertThat(byLevel.values().stream().map(use -> use.value(Measure.CODE_RATIO))).containsExactly(1.0, 0.5, 1.0);
        assertThat(byLevel.values().stream().map(ToolUse::excluded)).containsExactly(1, 0, 0);
    }
}
