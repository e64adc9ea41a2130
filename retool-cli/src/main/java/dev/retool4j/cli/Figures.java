package dev.retool4j.cli;

import java.util.Locale;

/// Figures as the console writes them.
final class Figures {
    private Figures() {}

    /// `1 204`: whole, thousands apart.
    static String count(double value) {
        return "%,d".formatted(Math.round(value)).replace(',', ' ');
    }

    /// `93%`
    static String percent(double share) {
        return "%d%%".formatted(Math.round(100 * share));
    }

    /// `0.41`, `-1.00`: a figure of about one.
    static String decimal(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    /// Three digits, whatever the size: `0.0123`, `1.2e-05`.
    static String small(double value) {
        if (value == 0) return "0";
        return Math.abs(value) < 1e-3 ? String.format(Locale.ROOT, "%.1e", value) : String.format(Locale.ROOT, "%.3f", value);
    }

    /// `54s`, `3m20s`, `4h02m`
    static String duration(double seconds) {
        long whole = Math.round(seconds);
        if (seconds < 9.95) return String.format(Locale.ROOT, "%.1fs", seconds);
        if (whole < 60) return whole + "s";
        if (whole < 3600) return "%dm%02ds".formatted(whole / 60, whole % 60);
        return "%dh%02dm".formatted(whole / 3600, whole / 60 % 60);
    }
}
