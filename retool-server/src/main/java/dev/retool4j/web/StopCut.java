package dev.retool4j.web;

import java.util.List;

/// Cuts a text that arrives in pieces before the first of some strings. What may be the beginning of one is held back until it is known.
final class StopCut {
    private final List<String> stops;
    private String held = "";
    private boolean stopped;

    StopCut(List<String> stops) {
        this.stops = stops;
    }

    /// The text that is certain after one more piece; nothing more once a string was found.
    String next(String piece) {
        if (stopped) return "";
        var text = held + piece;
        int at = stops.stream().mapToInt(text::indexOf).filter(i -> i >= 0).min().orElse(-1);
        if (at >= 0) {
            stopped = true;
            held = "";
            return text.substring(0, at);
        }
        int keep = stops.stream().mapToInt(stop -> begun(text, stop)).max().orElse(0);
        held = text.substring(text.length() - keep);
        return text.substring(0, text.length() - keep);
    }

    /// What is held back at the end of a turn: it was no beginning.
    String finish() {
        var rest = held;
        held = "";
        return rest;
    }

    /// How many characters at the end of a text begin a string.
    private static int begun(String text, String stop) {
        for (int length = Math.min(stop.length() - 1, text.length()); length > 0; length--) {
            if (stop.startsWith(text.substring(text.length() - length))) return length;
        }
        return 0;
    }
}
