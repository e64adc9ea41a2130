package dev.retool4j.cli;

import java.util.ArrayList;
import java.util.List;

/// Widths of text on a terminal: colour codes take no room, wide characters (CJK, emoji) two columns, combining marks none.
final class Columns {
    private Columns() {}

    static int width(String text) {
        int width = 0;
        for (int i = 0; i < text.length();) {
            int skip = escape(text, i);
            if (skip > 0) {
                i += skip;
                continue;
            }
            int point = text.codePointAt(i);
            width += width(point);
            i += Character.charCount(point);
        }
        return width;
    }

    /// The text, filled up with blanks to a width.
    static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - width(text)));
    }

    /// The text, its end replaced by `…` where it is wider than the width. Colour that is switched on is switched off again.
    static String cut(String text, int width) {
        if (width(text) <= width) return text;
        var out = new StringBuilder();
        int used = 0;
        boolean colored = false;
        for (int i = 0; i < text.length();) {
            int skip = escape(text, i);
            if (skip > 0) {
                colored = !text.startsWith("[0m", i + 1);
                out.append(text, i, i + skip);
                i += skip;
                continue;
            }
            int point = text.codePointAt(i);
            if (used + width(point) > width - 1) break;
            out.appendCodePoint(point);
            used += width(point);
            i += Character.charCount(point);
        }
        return out.append('…').append(colored ? "\u001b[0m" : "").toString();
    }

    /// The text in lines no wider than the width, broken at blanks where there are any.
    static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        for (var paragraph : text.split("\n", -1)) {
            var line = new StringBuilder();
            for (var word : paragraph.split(" ", -1)) {
                if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                }
                if (!line.isEmpty()) line.append(' ');
                line.append(word);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    /// One line that shows no control characters: line feeds and tabs become blanks, the rest goes.
    static String singleLine(String text) {
        return text.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "").strip();
    }

    /// Length of the colour code that begins at an index, 0 if none does.
    private static int escape(String text, int at) {
        if (text.charAt(at) != '\u001b' || at + 1 >= text.length() || text.charAt(at + 1) != '[') return 0;
        int end = text.indexOf('m', at);
        return end < 0 ? 0 : end - at + 1;
    }

    private static int width(int point) {
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT
                || Character.isISOControl(point))
            return 0;
        boolean wide = point >= 0x1100 && point <= 0x115F || point >= 0x2E80 && point <= 0xA4CF || point >= 0xAC00 && point <= 0xD7A3
                || point >= 0xF900 && point <= 0xFAFF || point >= 0xFE30 && point <= 0xFE4F || point >= 0xFF00 && point <= 0xFF60
                || point >= 0x1F300 && point <= 0x1FAFF || point >= 0x20000 && point <= 0x3FFFD;
        return wide ? 2 : 1;
    }
}
