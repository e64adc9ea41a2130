package dev.retool4j.train;

import static dev.retool4j.train.LearningRateSchedule.Shape.CONSTANT;
import static dev.retool4j.train.LearningRateSchedule.Shape.COSINE;
import static dev.retool4j.train.LearningRateSchedule.Shape.LINEAR;
import static dev.retool4j.train.LearningRateSchedule.Shape.TRAPEZOID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateScheduleTest {

    @Test
    void risesInALineToThePeak() {
        for (var shape : LearningRateSchedule.Shape.values()) {
            var schedule = new LearningRateSchedule(shape, 4, 100, 0.2, 0.1);
            assertThat(schedule.factor(1)).as("%s", shape).isEqualTo(0.25);
            assertThat(schedule.factor(3)).as("%s", shape).isEqualTo(0.75);
            assertThat(schedule.factor(4)).as("%s", shape).isEqualTo(1);
        }
    }

    @Test
    void withoutWarmUpItStartsAtThePeak() {
        assertThat(new LearningRateSchedule(TRAPEZOID, 0, 10, 0.5, 0).factor(1)).isEqualTo(1);
        assertThat(LearningRateSchedule.constant(0).factor(1)).isEqualTo(1);
    }

    @Test
    void reachesTheFloorAtTheLastUpdateAndStaysThere() {
        for (var shape : new LearningRateSchedule.Shape[]{LINEAR, COSINE, TRAPEZOID}) {
            var schedule = new LearningRateSchedule(shape, 4, 100, 0.2, 0.1);
            assertThat(schedule.factor(99)).as("%s", shape).isGreaterThan(0.1);
            assertThat(schedule.factor(100)).as("%s", shape).isCloseTo(0.1, within(1e-12));
            assertThat(schedule.factor(250)).as("%s", shape).isCloseTo(0.1, within(1e-12));
        }
    }

    @Test
    void halfWayDownIsHalfWay() {
        assertThat(new LearningRateSchedule(LINEAR, 10, 110, 0, 0).factor(60)).isCloseTo(0.5, within(1e-12));
        assertThat(new LearningRateSchedule(COSINE, 10, 110, 0, 0).factor(60)).isCloseTo(0.5, within(1e-12));
        assertThat(new LearningRateSchedule(COSINE, 10, 110, 0, 0).factor(35)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-12));
        assertThat(new LearningRateSchedule(TRAPEZOID, 10, 100, 0.2, 0).factor(90)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theTrapezoidHoldsUntilItsLastPart() {
        var schedule = new LearningRateSchedule(TRAPEZOID, 10, 100, 0.2, 0);
        for (int update = 10; update <= 80; update++)
            assertThat(schedule.factor(update)).isEqualTo(1);
        assertThat(schedule.factor(81)).isCloseTo(0.95, within(1e-12));
        assertThat(new LearningRateSchedule(TRAPEZOID, 0, 100, 0, 0).factor(100)).as("nothing to fall over").isEqualTo(1);
    }

    @Test
    void constantStays() {
        assertThat(new LearningRateSchedule(CONSTANT, 5, 10, 0, 0).factor(1000)).isEqualTo(1);
    }

    @Test
    void refusesValuesOutOfRange() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningRateSchedule(LINEAR, 0, 10, 0, 1.5)).withMessageContaining(
                "floor is 1.5");
        assertThatIllegalArgumentException().isThrownBy(() -> new LearningRateSchedule(LINEAR, 0, 0, 0, 0))
                .withMessageContaining("updates");
        assertThatIllegalArgumentException().isThrownBy(() -> LearningRateSchedule.constant(1).factor(0)).withMessageContaining(
                "count from 1");
    }
}
