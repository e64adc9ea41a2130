package dev.retool4j.train;

/// How well the critic predicts, summed so that microbatches and minibatches add up with [#plus].
///
/// @param tokens           sampled tokens seen
/// @param clipped          of these, whose value has moved by more than the clip and whose clipped loss is the larger: no gradient
/// @param valueSum         sum of the values
/// @param returnSum        sum of the returns
/// @param returnSquareSum  sum of their squares
/// @param errorSum         sum of return − value
/// @param errorSquareSum   sum of its squares
public record ValueStats(long tokens, long clipped, double valueSum, double returnSum, double returnSquareSum, double errorSum,
        double errorSquareSum) {

    public static final ValueStats NONE = new ValueStats(0, 0, 0, 0, 0, 0, 0);

    static ValueStats of(float[] values, float[] old, float[] returns, double clip) {
        long clipped = 0;
        double value = 0;
        double ret = 0;
        double retSquare = 0;
        double error = 0;
        double errorSquare = 0;
        for (int i = 0; i < values.length; i++) {
            double e = (double) returns[i] - values[i];
            double clippedError = returns[i] - (old[i] + Math.clamp((double) values[i] - old[i], -clip, clip));
            if (Math.abs((double) values[i] - old[i]) > clip && Math.abs(clippedError) > Math.abs(e)) clipped++;
            value += values[i];
            ret += returns[i];
            retSquare += (double) returns[i] * returns[i];
            error += e;
            errorSquare += e * e;
        }
        return new ValueStats(values.length, clipped, value, ret, retSquare, error, errorSquare);
    }

    public ValueStats plus(ValueStats other) {
        return new ValueStats(tokens + other.tokens, clipped + other.clipped, valueSum + other.valueSum, returnSum + other.returnSum,
                returnSquareSum + other.returnSquareSum, errorSum + other.errorSum, errorSquareSum + other.errorSquareSum);
    }

    public double clipFraction() {
        return perToken(clipped);
    }

    public double meanValue() {
        return perToken(valueSum);
    }

    public double meanReturn() {
        return perToken(returnSum);
    }

    /// 1 − Var(return − value) / Var(return): 1 is a perfect critic, 0 one that says a constant; 0 where returns do not vary.
    public double explainedVariance() {
        double variance = perToken(returnSquareSum) - meanReturn() * meanReturn();
        double meanError = perToken(errorSum);
        double unexplained = perToken(errorSquareSum) - meanError * meanError;
        return variance <= 1e-12 ? 0 : 1 - unexplained / variance;
    }

    private double perToken(double sum) {
        return tokens == 0 ? 0 : sum / tokens;
    }
}
