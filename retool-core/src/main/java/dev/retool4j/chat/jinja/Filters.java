package dev.retool4j.chat.jinja;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The filters of single values, by name; [SequenceFilters] holds those of lists.
///
/// `safe` gives the text itself, since nothing is escaped.
final class Filters {
    private static final Map<String, Filter> KNOWN = new HashMap<>();

    @FunctionalInterface
    interface Filter {
        Object apply(Object value, Arguments arguments);
    }

    static {
        SequenceFilters.addTo(KNOWN);
        KNOWN.put("tojson", PythonJson::write);
        KNOWN.put("trim", Filters::trim);
        KNOWN.put("upper", (value, a) -> text(value, a, "upper").toUpperCase(Locale.ROOT));
        KNOWN.put("lower", (value, a) -> text(value, a, "lower").toLowerCase(Locale.ROOT));
        KNOWN.put("capitalize", (value, a) -> StringMethods.capitalize(text(value, a, "capitalize")));
        KNOWN.put("title", (value, a) -> title(text(value, a, "title")));
        KNOWN.put("string", (value, a) -> text(value, a, "string"));
        KNOWN.put("safe", (value, a) -> text(value, a, "safe"));
        KNOWN.put("wordcount", (value, a) -> words(text(value, a, "wordcount")));
        for (var name : List.of("escape", "e"))
            KNOWN.put(name, (value, a) -> escape(text(value, a, name)));
        for (var name : List.of("default", "d"))
            KNOWN.put(name, Filters::otherwise);
        KNOWN.put("replace", Filters::replace);
        KNOWN.put("indent", Filters::indent);
        KNOWN.put("int", Filters::integer);
        KNOWN.put("float", Filters::decimal);
        KNOWN.put("abs", (value, a) -> {
            a.check("abs");
            return Values.compare(value, 0L) == -1 ? Arithmetic.negate(value) : value;
        });
        KNOWN.put("round", Filters::round);
    }

    private Filters() {}

    static boolean known(String name) {
        return KNOWN.containsKey(name);
    }

    static Object apply(String name, Object value, Arguments arguments) {
        var filter = KNOWN.get(name);
        if (filter == null) throw new Fault("the filter '" + name + "' is not supported");
        return filter.apply(value, arguments);
    }

    private static String text(Object value, Arguments arguments, String name) {
        arguments.check(name);
        return PythonText.str(value);
    }

    private static Object trim(Object value, Arguments arguments) {
        var characters = arguments.check("trim", "chars").get(0, "chars", None.NONE);
        var text = PythonText.str(value);
        return characters instanceof String set ? PythonText.strip(text, set, true, true) : PythonText.strip(text);
    }

    /// Jinja's own: words begin after white space, `-` and opening brackets.
    private static String title(String text) {
        var out = new StringBuilder();
        boolean begins = true;
        for (int c : text.codePoints().toArray()) {
            boolean separator = PythonText.space(c) || "-({[<".indexOf(c) >= 0;
            out.append(
                    begins && !separator ? Character.toString(c).toUpperCase(Locale.ROOT) : Character.toString(c).toLowerCase(Locale.ROOT));
            begins = separator;
        }
        return out.toString();
    }

    private static long words(String text) {
        return java.util.regex.Pattern.compile("\\w+", java.util.regex.Pattern.UNICODE_CHARACTER_CLASS).matcher(text).results().count();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;").replace("'", "&#39;").replace("\"", "&#34;");
    }

    private static Object otherwise(Object value, Arguments arguments) {
        arguments.check("default", "default_value", "boolean");
        boolean missing = value instanceof Undefined || arguments.flag(1, "boolean", false) && !Values.truth(value);
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private static Object replace(Object value, Arguments arguments) {
        arguments.check("replace", "old", "new", "count");
        var count = arguments.get(2, "count", None.NONE);
        return StringMethods.replace(PythonText.str(value), PythonText.str(arguments.required(0, "old")),
                PythonText.str(arguments.required(1, "new")), count == None.NONE ? -1 : Math.toIntExact(Values.integer(count)));
    }

    private static Object indent(Object value, Arguments arguments) {
        arguments.check("indent", "width", "first", "blank");
        if (!(value instanceof String text)) throw new Fault("indent needs str, not " + Values.typeName(value));
        var width = arguments.get(0, "width", 4L);
        var indent = width instanceof String own ? own : " ".repeat(Math.clamp(Values.integer(width), 0, 1000));
        boolean first = arguments.flag(1, "first", false), blank = arguments.flag(2, "blank", false);
        var lines = StringMethods.lines(text + "\n", false);
        var out = new StringBuilder(first ? indent : "");
        for (int i = 0; i < lines.size(); i++) {
            var line = (String) lines.get(i);
            if (i > 0) out.append('\n').append(blank || !line.isEmpty() ? indent : "");
            out.append(line);
        }
        return out.toString();
    }

    private static Object integer(Object value, Arguments arguments) {
        arguments.check("int", "default", "base");
        if (arguments.has(1, "base")) throw new Fault("int with a base is not supported");
        var fallback = arguments.get(0, "default", 0L);
        if (value instanceof Undefined undefined) throw undefined.fault();
        if (value instanceof String text) {
            var digits = PythonText.strip(text);
            if (digits.matches("[+-]?\\d+(_\\d+)*")) {
                try {
                    return Long.parseLong(digits.replace("_", ""));
                } catch (NumberFormatException e) {
                    throw new Fault("the integer " + digits + " does not fit into 64 bits");
                }
            }
        }
        var number = number(value);
        return number == null || number.isNaN() || number.isInfinite() ? fallback : (Object) number.longValue();
    }

    private static Object decimal(Object value, Arguments arguments) {
        var fallback = arguments.check("float", "default").get(0, "default", 0.0);
        if (value instanceof Undefined undefined) throw undefined.fault();
        var number = number(value);
        return number == null ? fallback : number;
    }

    private static @org.jspecify.annotations.Nullable Double number(Object value) {
        if (Values.number(value)) return Values.decimal(value);
        if (!(value instanceof String text)) return null;
        var digits = PythonText.strip(text).toLowerCase(Locale.ROOT);
        if (digits.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)(e[+-]?\\d+)?")) return Double.valueOf(digits);
        return switch (digits) {
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            case "nan", "+nan", "-nan" -> Double.NaN;
            default -> null;
        };
    }

    private static Object round(Object value, Arguments arguments) {
        arguments.check("round", "precision", "method");
        int precision = arguments.integer(0, "precision", 0);
        if (!arguments.get(1, "method", "common").equals("common")) throw new Fault("round supports the method 'common' only");
        if (!(value instanceof Double number)) {
            if (precision < 0) throw new Fault("round of an integer to a negative precision is not supported");
            return Values.integer(value);
        }
        if (number.isNaN() || number.isInfinite()) return number;
        return new java.math.BigDecimal(number).setScale(precision, java.math.RoundingMode.HALF_EVEN).doubleValue();
    }
}
