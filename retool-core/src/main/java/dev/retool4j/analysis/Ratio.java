package dev.retool4j.analysis;

/// A measure as what was counted over what it was counted in.
///
/// @param numerator   what was counted
/// @param denominator the number of things it was counted in
public record Ratio(double numerator, double denominator) {

    /// Numerator over denominator; NaN where the denominator is empty.
    public double value() {
        return denominator == 0 ? Double.NaN : numerator / denominator;
    }
}
