package dev.retool4j.data.rewrite;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// How a recorded output compares with the true one.
public enum OutputMatch {
    /// the same text, white space at the ends of lines aside
    SAME,
    /// the same but for white space, quotes, and numbers written otherwise or rounded (`3.0` for `3`, `3.1416` for `3.14159265`)
    EQUIVALENT,
    /// something else
    DIFFERENT;

    private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:[eE][-+]?\\d{1,3})?");
    private static final Pattern ERROR = Pattern
            .compile(
                    "[A-Za-z_.]+(?:Error|Exception|Interrupt|Exit|Iteration)(?::.*)?|\\[(?:time limit|memory limit|output limit|crashed|exit code.*)\\]");
    /// Fewest significant digits of a rounded number.
    private static final int DIGITS = 4;

    static OutputMatch of(String recorded, String real) {
        if (trimmed(recorded).equals(trimmed(real))) return SAME;
        if (isError(real) && lastLine(recorded).equals(lastLine(real))) return EQUIVALENT; // the whole traceback, or its last line
        var one = Parts.of(recorded);
        var other = Parts.of(real);
        if (!one.words.equals(other.words) || one.numbers.size() != other.numbers.size()) return DIFFERENT;
        for (int i = 0; i < one.numbers.size(); i++) {
            if (!close(one.numbers.get(i), other.numbers.get(i))) return DIFFERENT;
        }
        return EQUIVALENT;
    }

    /// Whether a text ends as Python or the sandbox reports a failure.
    static boolean isError(String output) {
        return ERROR.matcher(lastLine(output)).matches();
    }

    private static String lastLine(String text) {
        var stripped = text.strip();
        return stripped.substring(stripped.lastIndexOf('\n') + 1).strip();
    }

    private static List<String> trimmed(String text) {
        return text.strip().lines().map(String::stripTrailing).toList();
    }

    /// What is not a number, without white space and quotes, a sign in each number's place.
    private record Parts(String words, List<BigDecimal> numbers) {
        static Parts of(String text) {
            var numbers = new ArrayList<BigDecimal>();
            var words = NUMBER.matcher(text).replaceAll(match -> {
                numbers.add(new BigDecimal(match.group()));
                return "#";
            });
            return new Parts(words.replaceAll("[\\s'\"]+", ""), numbers);
        }
    }

    /// Whether two numbers are equal, or one is the other rounded to its own digits.
    static boolean close(BigDecimal one, BigDecimal other) {
        return one.compareTo(other) == 0 || rounds(one, other) || rounds(other, one);
    }

    /// Whether a number with at least four digits is the other one rounded, half a unit of its last digit either way.
    private static boolean rounds(BigDecimal rounded, BigDecimal exact) {
        if (rounded.precision() < DIGITS || rounded.scale() >= exact.scale()) return false;
        return rounded.subtract(exact).abs().compareTo(BigDecimal.valueOf(5, rounded.scale() + 1)) <= 0;
    }
}
