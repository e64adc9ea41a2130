package dev.retool4j.chat.jinja;

/// What a string literal stands for: Jinja writes other than ASCII characters as escapes and then reads the whole with Python's
/// `unicode-escape`. An escape that Python does not know stays as it is; a backslash at the end of a line joins it with the next.
final class StringLiteral {
    private final String ascii;
    private final int line;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private StringLiteral(String ascii, int line) {
        this.ascii = ascii;
        this.line = line;
    }

    /// @param body what stands between the quotes
    static String unescape(String body, int line) {
        if (body.indexOf('\\') < 0) return body;
        return new StringLiteral(backslashReplace(body), line).read();
    }

    private static String backslashReplace(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x80) out.append((char) c);
            else
                out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        });
        return out.toString();
    }

    private String read() {
        while (at < ascii.length()) {
            char c = ascii.charAt(at++);
            if (c != '\\') out.append(c);
            else if (at == ascii.length()) throw new TemplateException("a string literal ends in a backslash", line);
            else
                escape(ascii.charAt(at++));
        }
        return out.toString();
    }

    private void escape(char c) {
        switch (c) {
            case '\n' -> {
            }
            case '\\', '\'', '"' -> out.append(c);
            case 'a' -> out.append('\u0007');
            case 'b' -> out.append('\b');
            case 'f' -> out.append('\f');
            case 'n' -> out.append('\n');
            case 'r' -> out.append('\r');
            case 't' -> out.append('\t');
            case 'v' -> out.append('\u000b');
            case 'x' -> hex(2);
            case 'u' -> hex(4);
            case 'U' -> hex(8);
            case 'N' -> named();
            default -> {
                if (c >= '0' && c <= '7') octal(c - '0');
                else
                    out.append('\\').append(c);
            }
        }
    }

    private void hex(int digits) {
        int end = Math.min(at + digits, ascii.length());
        try {
            if (end - at < digits) throw new NumberFormatException();
            out.appendCodePoint(Integer.parseInt(ascii.substring(at, end), 16));
        } catch (IllegalArgumentException e) {
            throw new TemplateException("a string literal holds a broken \\x, \\u or \\U escape", line);
        }
        at = end;
    }

    private void octal(int value) {
        for (int i = 0; i < 2 && at < ascii.length() && ascii.charAt(at) >= '0' && ascii.charAt(at) <= '7'; i++)
            value = 8 * value + ascii.charAt(at++) - '0';
        out.append((char) value);
    }

    private void named() {
        int close = ascii.indexOf('}', at);
        try {
            if (close < 0 || ascii.charAt(at) != '{') throw new IllegalArgumentException();
            out.appendCodePoint(Character.codePointOf(ascii.substring(at + 1, close)));
        } catch (IllegalArgumentException e) {
            throw new TemplateException("a string literal holds an unknown \\N{…} name", line);
        }
        at = close + 1;
    }
}
