package dev.retool4j.chat.jinja;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// Text as Python makes and measures it: `str()`, `repr()`, white space, and positions counted in code points.
final class PythonText {
    private PythonText() {}

    /// Python's `str.isspace` for one character.
    static boolean space(int c) {
        return c >= 0x09 && c <= 0x0D || c >= 0x1C && c <= 0x20 || c == 0x85 || Character.isSpaceChar(c);
    }

    static String lstrip(String text) {
        int at = 0;
        while (at < text.length() && space(text.charAt(at)))
            at++;
        return text.substring(at);
    }

    static String rstrip(String text) {
        int end = text.length();
        while (end > 0 && space(text.charAt(end - 1)))
            end--;
        return text.substring(0, end);
    }

    static String strip(String text) {
        return rstrip(lstrip(text));
    }

    /// Strips any of the characters of a set from the begin, the end, or both.
    static String strip(String text, String characters, boolean left, boolean right) {
        int at = 0, end = text.length();
        while (left && at < end && characters.indexOf(text.codePointAt(at)) >= 0)
            at += Character.charCount(text.codePointAt(at));
        while (right && end > at && characters.indexOf(text.codePointBefore(end)) >= 0)
            end -= Character.charCount(text.codePointBefore(end));
        return text.substring(at, end);
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /// A value as `{{ }}` prints it.
    static String str(Object value) {
        if (value instanceof String text) return text;
        if (value instanceof Undefined) return "";
        return repr(value);
    }

    static String repr(Object value) {
        return switch (value) {
            case None none -> "None";
            case Boolean flag -> flag ? "True" : "False";
            case Long number -> number.toString();
            case Double number -> number(number);
            case String text -> quoted(text);
            case Undefined undefined -> "Undefined";
            case Tuple tuple -> tuple.size() == 1 ? "(" + repr(tuple.get(0)) + ",)" : "(" + joined(tuple) + ")";
            case List<?> list -> "[" + joined(list) + "]";
            case Map<?, ?> map -> {
                var out = new StringBuilder("{");
                map.forEach((key, item) -> out.append(out.length() > 1 ? ", " : "").append(repr(key)).append(": ").append(repr(item)));
                yield out.append('}').toString();
            }
            default -> throw new Fault("a " + Values.typeName(value) + " cannot be printed");
        };
    }

    private static String joined(List<?> items) {
        var out = new StringBuilder();
        for (var item : items)
            out.append(out.isEmpty() ? "" : ", ").append(repr(item));
        return out.toString();
    }

    /// A float as Python prints it: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16 on.
    static String number(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        if (value == 0) return 1 / value < 0 ? "-0.0" : "0.0";
        var digits = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        var sign = value < 0 ? "-" : "";
        if (exponent >= -4 && exponent < 16) {
            var plain = digits.toPlainString();
            return sign + plain + (plain.indexOf('.') < 0 ? ".0" : "");
        }
        var all = digits.unscaledValue().toString();
        var mantissa = all.length() == 1 ? all : all.charAt(0) + "." + all.substring(1);
        var power = (exponent < 0 ? "e-" : "e+") + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
        return sign + mantissa + power;
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        var out = new StringBuilder().append(quote);
        text.codePoints().forEach(c -> {
            if (c == quote || c == '\\') out.append('\\').append((char) c);
            else if (c == '\n') out.append("\\n");
            else if (c == '\r') out.append("\\r");
            else if (c == '\t') out.append("\\t");
            else if (printable(c)) out.appendCodePoint(c);
            else
                out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        });
        return out.append(quote).toString();
    }

    private static boolean printable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }
}
