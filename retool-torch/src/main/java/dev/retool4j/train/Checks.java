package dev.retool4j.train;

/// Range checks for options, with one wording.
final class Checks {
    private Checks() {}

    /// Both ends allowed; NaN never.
    static void range(String option, double value, double low, double high) {
        if (!(value >= low && value <= high))
            throw new IllegalArgumentException("%s is %s; it must be between %s and %s".formatted(option,
                    value, low, high));
    }

    /// A finite number above 0.
    static void positive(String option, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("%s is %s; it must be a finite number above 0".formatted(option, value));
        }
    }

    /// A finite number, 0 allowed.
    static void notNegative(String option, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("%s is %s; it must be a finite number, 0 or more".formatted(option, value));
        }
    }
}
