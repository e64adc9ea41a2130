package dev.retool4j.analysis;

import java.util.Locale;

/// Figures as people read them: the same digits everywhere, and a dash for what does not exist.
public final class Figures {
    /// What stands for a figure with an empty denominator.
    public static final String ABSENT = "–";

    private Figures() {}

    /// With so many decimals; [#ABSENT] for NaN.
    public static String fixed(double value, int decimals) {
        if (Double.isNaN(value)) return ABSENT;
        if (Double.isInfinite(value)) return value > 0 ? "∞" : "−∞";
        var text = String.format(Locale.ROOT, "%." + decimals + "f", Math.abs(value));
        boolean negative = value < 0 && text.chars().anyMatch(c -> c >= '1' && c <= '9');
        return (negative ? "−" : "") + text;
    }

    /// A share as a percentage with one decimal.
    public static String percent(double share) {
        return Double.isFinite(share) ? fixed(100 * share, 1) + "%" : fixed(share, 1);
    }

    /// A count or length with as many decimals as its size asks for, thousands set apart by a thin space.
    public static String number(double value) {
        if (!Double.isFinite(value)) return fixed(value, 0);
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e15) return grouped(value);
        if (size >= 1000) return grouped(value);
        if (size >= 10) return fixed(value, 1);
        if (size >= 0.001) return stripped(fixed(value, size >= 1 ? 2 : 3));
        int exponent = (int) Math.floor(Math.log10(size));
        return stripped(fixed(value / Math.pow(10, exponent), 1)) + "e−" + -exponent;
    }

    private static String stripped(String decimal) {
        return decimal.replaceAll("\\.?0+$", "");
    }

    private static String grouped(double value) {
        var digits = Long.toString(Math.round(Math.abs(value)));
        var text = new StringBuilder(digits);
        if (digits.length() > 4) for (int i = digits.length() - 3; i > 0; i -= 3)
            text.insert(i, '\u2009');
        return (value < 0 && Math.round(value) != 0 ? "−" : "") + text;
    }
}
