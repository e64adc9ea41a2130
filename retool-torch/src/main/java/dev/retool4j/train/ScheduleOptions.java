package dev.retool4j.train;

/// How the learning rate changes: linear rise over `warmup` steps, then constant, then linear fall over the last `decay` of all steps
/// to `floor` times the rate.
///
/// @param warmup steps
/// @param decay  share of all steps, 0 keeps the rate constant
/// @param floor  share of the rate that the last step has
public record ScheduleOptions(int warmup, double decay, double floor) {
    public static final ScheduleOptions CONSTANT = new ScheduleOptions(0, 0, 1);

    public ScheduleOptions {
        Checks.notNegative("warmup", warmup);
        Checks.range("decay", decay, 0, 1);
        Checks.range("floor", floor, 0, 1);
    }

    /// The schedule of a run of so many steps.
    LearningRateSchedule over(int steps) {
        return new LearningRateSchedule(LearningRateSchedule.Shape.TRAPEZOID, warmup, Math.max(1, steps), decay, floor);
    }
}
