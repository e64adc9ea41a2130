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
        if (warmup < 0) throw new IllegalArgumentException("warmup must be 0 or more steps, got " + warmup);
        if (!(decay >= 0 && decay <= 1)) throw new IllegalArgumentException("decay must be in [0, 1], got " + decay);
        if (!(floor >= 0 && floor <= 1)) throw new IllegalArgumentException("floor must be in [0, 1], got " + floor);
    }

    /// The factor on the learning rate at `step`, which counts from 1 to `steps`.
    public double factor(int step, int steps) {
        double rise = warmup == 0 ? 1 : Math.min(1, step / (double) warmup);
        double progress = step / (double) Math.max(1, steps);
        double fall = decay == 0 || progress <= 1 - decay ? 1 : Math.max(floor, floor + (1 - floor) * (1 - progress) / decay);
        return rise * fall;
    }
}
