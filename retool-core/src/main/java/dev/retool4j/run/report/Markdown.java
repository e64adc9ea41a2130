package dev.retool4j.run.report;

import java.util.regex.Pattern;

/// Text put into Markdown so that it stays text.
final class Markdown {
    private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|#&~!]");
    private static final Pattern FENCE = Pattern.compile("`{3,}");

    private Markdown() {}

    /// One line of running text.
    static String text(String text) {
        return SPECIAL.matcher(visible(text).replace('\n', ' ')).replaceAll("\\\\$0");
    }

    /// The content of a table's cell.
    static String cell(String text) {
        return text(text);
    }

    /// A fenced block, its fence longer than any inside.
    static String fenced(String text) {
        var shown = visible(text);
        int longest = FENCE.matcher(shown).results().mapToInt(match -> match.end() - match.start()).max().orElse(2);
        var fence = "`".repeat(Math.max(3, longest + 1));
        return fence + "\n" + shown + (shown.endsWith("\n") ? "" : "\n") + fence + "\n";
    }

    /// Characters that act unseen, as signs.
    private static String visible(String text) {
        var out = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '\n' || character == '\t') out.appendCodePoint(character);
            else if (Character.isISOControl(character) || Character.getType(character) == Character.FORMAT
                    || Character.getType(character) == Character.SURROGATE)
                out.append("⟨U+%04X⟩".formatted(character));
            else
                out.appendCodePoint(character);
        });
        return out.toString();
    }
}
