package dev.retool4j.chat.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// C's `strftime` for the codes that templates use, in English.
final class Strftime {
    private Strftime() {}

    static String format(LocalDateTime time, String format) {
        var out = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%') {
                out.append(c);
                continue;
            }
            boolean unpadded = format.startsWith("-", i + 1);
            i += unpadded ? 2 : 1;
            if (i >= format.length()) throw new Fault("the date format " + PythonText.repr(format) + " ends in %");
            out.append(code(time, format.charAt(i), unpadded));
        }
        return out.toString();
    }

    private static String code(LocalDateTime time, char code, boolean unpadded) {
        return switch (code) {
            case '%' -> "%";
            case 'Y' -> java("uuuu", time);
            case 'y' -> java("uu", time);
            case 'm' -> java(unpadded ? "M" : "MM", time);
            case 'd' -> java(unpadded ? "d" : "dd", time);
            case 'e' -> (time.getDayOfMonth() < 10 ? " " : "") + time.getDayOfMonth();
            case 'j' -> java(unpadded ? "D" : "DDD", time);
            case 'B' -> java("MMMM", time);
            case 'b', 'h' -> java("MMM", time);
            case 'A' -> java("EEEE", time);
            case 'a' -> java("EEE", time);
            case 'H' -> java(unpadded ? "H" : "HH", time);
            case 'I' -> java(unpadded ? "h" : "hh", time);
            case 'M' -> java(unpadded ? "m" : "mm", time);
            case 'S' -> java(unpadded ? "s" : "ss", time);
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'F' -> java("uuuu-MM-dd", time);
            case 'T' -> java("HH:mm:ss", time);
            default -> throw new Fault("the date code %" + code + " is not supported");
        };
    }

    private static String java(String pattern, LocalDateTime time) {
        return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
    }
}
