package dev.retool4j.run;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Scalars of a configuration: text to the value of a type, and back.
final class ConfigScalars {
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Pattern DURATION = Pattern.compile("(?:" + DURATION_PART.pattern() + ")+");

    private ConfigScalars() {}

    /// The value, or null where the text is no value of that type.
    static @Nullable Object parse(Class<?> type, String text) {
        try {
            if (type == String.class) return text;
            if (type == boolean.class || type == Boolean.class) return bool(text);
            if (type == int.class || type == Integer.class) return number(text).intValueExact();
            if (type == long.class || type == Long.class) return number(text).longValueExact();
            if (type == double.class || type == Double.class) return number(text).doubleValue();
            if (type == float.class || type == Float.class) return number(text).floatValue();
            if (type == Path.class) return text.isEmpty() ? null : Path.of(text);
            if (type == Duration.class) return duration(text);
            if (type.isEnum()) return constant(type, text);
        } catch (ArithmeticException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
        throw new IllegalStateException("configuration records cannot hold a " + type.getName());
    }

    /// What is expected, for a message.
    static String expected(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) return "true or false";
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) return "a whole number";
        if (type == double.class || type == Double.class || type == float.class || type == Float.class) return "a number";
        if (type == Path.class) return "a path";
        if (type == Duration.class) return "a duration such as 500ms, 5s or 1h30m";
        if (type.isEnum()) return "one of " + String.join(", ", constants(type));
        return "text";
    }

    /// The names of an enum's constants as they are written in a configuration.
    static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(ConfigScalars::text).toList();
    }

    /// A value as it is written in a configuration.
    static String text(Object value) {
        return switch (value) {
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT);
            case Duration duration -> text(duration);
            case Double number -> number == Math.rint(number) && Math.abs(number) < 1e7
                    ? Long.toString(Math.round(number)) + ".0"
                    : number.toString().replace('E', 'e');
            default -> value.toString();
        };
    }

    private static String text(Duration duration) {
        if (duration.isNegative() || duration.toNanosPart() % 1_000_000 != 0) return duration.toString();
        if (duration.isZero()) return "0s";
        var text = new StringBuilder();
        if (duration.toHours() > 0) text.append(duration.toHours()).append('h');
        if (duration.toMinutesPart() > 0) text.append(duration.toMinutesPart()).append('m');
        if (duration.toSecondsPart() > 0) text.append(duration.toSecondsPart()).append('s');
        if (duration.toMillisPart() > 0) text.append(duration.toMillisPart()).append("ms");
        return text.toString();
    }

    private static @Nullable Boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> null;
        };
    }

    private static BigDecimal number(String text) {
        if (text.length() > 64) throw new NumberFormatException("too long");
        return new BigDecimal(text.replace("_", ""));
    }

    private static @Nullable Duration duration(String text) {
        if (text.startsWith("P") || text.startsWith("-P")) return Duration.parse(text);
        var compact = text.replace(" ", "");
        if (!DURATION.matcher(compact).matches()) return null;
        var millis = BigDecimal.ZERO;
        var parts = DURATION_PART.matcher(compact);
        while (parts.find())
            millis = millis.add(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(millis(parts.group(2)))));
        return Duration.ofNanos(millis.movePointRight(6).longValueExact());
    }

    private static long millis(String unit) {
        return switch (unit) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
    }

    private static @Nullable Object constant(Class<?> type, String text) {
        var plain = text.replace('-', '_').replace(' ', '_');
        for (var constant : type.getEnumConstants())
            if (((Enum<?>) constant).name().equalsIgnoreCase(plain)) return constant;
        return null;
    }
}
