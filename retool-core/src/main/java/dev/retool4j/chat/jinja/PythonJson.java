package dev.retool4j.chat.jinja;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// JSON as Hugging Face's `tojson` writes it, that is Python's `json.dumps(value, ensure_ascii=False)`: separators `, ` and `: `, keys in
/// their order, nothing escaped for HTML.
final class PythonJson {
    private final boolean ascii;
    private final @Nullable String indent;
    private final String between;
    private final String colon;
    private final boolean sorted;
    private final StringBuilder out = new StringBuilder();

    private PythonJson(Arguments arguments) {
        arguments.check("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        ascii = arguments.flag(0, "ensure_ascii", false);
        var width = arguments.get(1, "indent", None.NONE);
        indent = switch (width) {
            case None none -> null;
            case String text -> text;
            case Long spaces -> " ".repeat(Math.clamp(spaces, 0, 64));
            default -> throw new Fault("indent must be an integer or str, not " + Values.typeName(width));
        };
        var separators = arguments.get(2, "separators", None.NONE);
        if (separators == None.NONE) {
            between = indent == null ? ", " : ",";
            colon = ": ";
        } else if (separators instanceof List<?> pair && pair.size() == 2) {
            between = PythonText.str(pair.getFirst());
            colon = PythonText.str(pair.getLast());
        } else {
            throw new Fault("separators must be a pair of str");
        }
        sorted = arguments.flag(3, "sort_keys", false);
    }

    static String write(Object value, Arguments arguments) {
        var json = new PythonJson(arguments);
        json.value(value, 1);
        return json.out.toString();
    }

    private void value(Object value, int depth) {
        Arithmetic.bounded(out.length());
        switch (value) {
            case None none -> out.append("null");
            case Boolean flag -> out.append(flag.booleanValue());
            case Long number -> out.append(number.longValue());
            case Double number -> out.append(number(number));
            case String text -> text(text);
            case List<?> list -> list(list, depth);
            case Map<?, ?> map -> map(map, depth);
            default -> throw new Fault("Object of type " + Values.typeName(value) + " is not JSON serializable");
        }
    }

    private static String number(double value) {
        if (Double.isNaN(value)) return "NaN";
        if (Double.isInfinite(value)) return value > 0 ? "Infinity" : "-Infinity";
        return PythonText.number(value);
    }

    private void list(List<?> list, int depth) {
        if (list.isEmpty()) {
            out.append("[]");
            return;
        }
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
            if (i > 0) out.append(between);
            line(depth);
            value(list.get(i), depth + 1);
        }
        line(depth - 1);
        out.append(']');
    }

    private void map(Map<?, ?> map, int depth) {
        if (map.isEmpty()) {
            out.append("{}");
            return;
        }
        var entries = map;
        if (sorted) {
            var byKey = new TreeMap<Object, Object>(Values::compare);
            byKey.putAll(map);
            entries = byKey;
        }
        out.append('{');
        boolean first = true;
        for (var entry : entries.entrySet()) {
            if (!first) out.append(between);
            first = false;
            line(depth);
            text(key(entry.getKey()));
            out.append(colon);
            value(entry.getValue(), depth + 1);
        }
        line(depth - 1);
        out.append('}');
    }

    private static String key(Object key) {
        return switch (key) {
            case String text -> text;
            case None none -> "null";
            case Boolean flag -> flag.toString();
            case Long number -> number.toString();
            case Double number -> number(number);
            default -> throw new Fault("keys must be str, int, float, bool or None, not " + Values.typeName(key));
        };
    }

    private void line(int depth) {
        if (indent != null) out.append('\n').repeat(indent, depth);
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < 0x20 || ascii && c > 0x7E) out.append("\\u%04x".formatted((int) c));
                    else
                        out.append(c);
                }
            }
        }
        out.append('"');
    }
}
