package dev.retool4j.analysis;

import java.util.Collection;

/// A mean with its standard error.
///
/// @param value         the mean; NaN where there is nothing to average
/// @param standardError of the mean; NaN with fewer than two clusters
/// @param clusters      independent units averaged over: problems, since samples of one problem are not independent
public record Estimate(double value, double standardError, int clusters) {

    /// The mean of one number per cluster, and `s / √n` with the sample deviation `s` (n − 1) over the n clusters.
    static Estimate over(Collection<Double> clusterMeans) {
        int n = clusterMeans.size();
        if (n == 0) return new Estimate(Double.NaN, Double.NaN, 0);
        double mean = clusterMeans.stream().mapToDouble(Double::doubleValue).sum() / n;
        double squares = clusterMeans.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        return new Estimate(mean, n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n), n);
    }

    /// As a percentage, for example `76.6% ± 1.4`; `–` where there is nothing.
    public String percent() {
        if (Double.isNaN(value)) return Figures.ABSENT;
        return Figures.percent(value) + (Double.isNaN(standardError) ? "" : " ± " + Figures.fixed(100 * standardError, 1));
    }
}
