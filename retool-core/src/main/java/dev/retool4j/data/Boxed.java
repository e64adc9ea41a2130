package dev.retool4j.data;

import java.util.Optional;

/// Finds `\boxed{…}` in text.
public final class Boxed {
    static final String OPEN = "\\boxed{";

    private Boxed() {}

    /// The content of the last one whose braces balance, white space around it dropped; empty if there is none or it holds nothing.
    public static Optional<String> last(String text) {
        int at = text.lastIndexOf(OPEN);
        if (at < 0) return Optional.empty();
        int depth = 0;
        for (int i = at + OPEN.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{') depth++;
            if (c != '}') continue;
            if (depth-- > 0) continue;
            var inner = text.substring(at + OPEN.length(), i).strip();
            return inner.isEmpty() ? Optional.empty() : Optional.of(inner);
        }
        return Optional.empty();
    }
}
