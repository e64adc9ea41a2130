package dev.retool4j.run.report;

import dev.retool4j.analysis.Figures;
import java.util.ArrayList;
import java.util.List;

/// One axis: which values it spans, which of them are marked, and how they are written.
///
/// @param low   value at its beginning
/// @param high  value at its end, above `low`
/// @param step  between marks
/// @param share whether values are shares, written in percent
record Scale(double low, double high, double step, boolean share) {

    /// An axis around values, its ends on round marks, with about so many steps.
    static Scale around(double low, double high, int steps, boolean share) {
        double span = high - low;
        if (!(span > 0)) span = Math.max(Math.abs(high), share ? 1 : 1e-9);
        double step = round(span / steps);
        double first = Math.floor(low / step + 1e-9) * step;
        double last = Math.ceil((low + span) / step - 1e-9) * step;
        return new Scale(first, Math.max(last, first + step), step, share);
    }

    /// An axis that ends exactly where the values end, with marks at round values between.
    static Scale exact(double low, double high, int steps) {
        double span = high > low ? high - low : 1;
        return new Scale(low, low + span, round(span / steps), false);
    }

    private static double round(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(step)));
        double leading = step / power;
        return (leading <= 1.0001 ? 1 : leading <= 2.0001 ? 2 : leading <= 2.5001 ? 2.5 : leading <= 5.0001 ? 5 : 10) * power;
    }

    List<Double> marks() {
        var marks = new ArrayList<Double>();
        for (double mark = Math.ceil(low / step - 1e-9) * step; mark <= high + step * 1e-9; mark += step)
            marks.add(Math.abs(mark) < step * 1e-9 ? 0 : mark);
        return marks;
    }

    String label(double mark) {
        if (share) return Figures.fixed(100 * mark, step < 0.01 ? 1 : 0) + "%";
        if (mark == 0) return "0";
        double size = Math.max(Math.abs(low), Math.abs(high));
        if (size < 0.001) return Figures.number(mark);
        int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
        if (decimals == 0) return Figures.number(Math.rint(mark));
        double scaled = step * Math.pow(10, decimals);
        return Figures.fixed(mark, Math.abs(scaled - Math.rint(scaled)) > 1e-6 ? decimals + 1 : decimals);
    }

    /// Where a value stands between two pixels.
    double position(double value, double from, double to) {
        return from + (value - low) / (high - low) * (to - from);
    }
}
