package dev.retool4j.reward;

/// Counts steps of work, so that a verdict never depends on a clock. One step is about one operation on numbers of the working precision.
final class Budget {
    static final long STEPS = 30_000;

    private long left;

    Budget(long steps) {
        left = steps;
    }

    void spend(long steps) {
        left -= steps;
        if (left < 0) throw new Unsettled("the step budget is spent");
    }

    long left() {
        return left;
    }
}
