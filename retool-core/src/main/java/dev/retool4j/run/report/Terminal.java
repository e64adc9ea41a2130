package dev.retool4j.run.report;

/// What a terminal may be sent.
final class Terminal {
    private Terminal() {}

    /// Columns that a text takes, each character counted as one.
    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /// Without control characters, which could steer the terminal.
    static String plain(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(character -> out.appendCodePoint(
                Character.isISOControl(character) || Character.getType(character) == Character.FORMAT ? '\ufffd' : character));
        return out.toString();
    }
}
