package dev.retool4j.train;

/// The learning rate over the updates of a run, as a factor of its peak.
///
/// It rises linearly over `warmup` updates, then follows the shape down to `floor`, which the last update has.
///
/// @param shape         after the warm-up
/// @param warmup        updates until the peak; 0 starts there
/// @param updates       of the whole run; more is allowed and stays at the end's value
/// @param decayFraction of all updates, over which [Shape#TRAPEZOID] falls at the end, 0–1; other shapes ignore it
/// @param floor         the lowest factor after the warm-up, 0–1
public record LearningRateSchedule(Shape shape, int warmup, int updates, double decayFraction, double floor) {

    /// What happens after the warm-up.
    public enum Shape {
        /// stays at the peak
        CONSTANT,
        /// falls in a line over all that follows
        LINEAR,
        /// falls in half a cosine wave over all that follows
        COSINE,
        /// stays at the peak, then falls in a line over the last `decayFraction` of the run
        TRAPEZOID
    }

    public LearningRateSchedule {
        Checks.notNegative("warmup", warmup);
        Checks.positive("updates", updates);
        Checks.range("decayFraction", decayFraction, 0, 1);
        Checks.range("floor", floor, 0, 1);
    }

    /// A constant rate after a warm-up.
    public static LearningRateSchedule constant(int warmup) {
        return new LearningRateSchedule(Shape.CONSTANT, warmup, Integer.MAX_VALUE, 0, 1);
    }

    /// The factor for an update.
    ///
    /// @param update counted from 1
    public double factor(int update) {
        if (update < 1) throw new IllegalArgumentException("updates count from 1, got " + update);
        double rise = warmup == 0 ? 1 : Math.min(1, (double) update / warmup);
        return rise * switch (shape) {
            case CONSTANT -> 1;
            case LINEAR -> fall(1 - progress(update, warmup));
            case COSINE -> fall((1 + Math.cos(Math.PI * progress(update, warmup))) / 2);
            case TRAPEZOID -> fall(1 - progress(update, updates - decayFraction * updates));
        };
    }

    /// 0 up to `start`, 1 from the last update on; 0 throughout if there is nothing between.
    private double progress(int update, double start) {
        if (update <= start || start >= updates) return 0;
        return Math.min(1, (update - start) / (updates - start));
    }

    private double fall(double high) {
        return floor + (1 - floor) * high;
    }
}
