package dev.retool4j.data;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/// Ground truths as data sets write them, brought to one form.
public final class AnswerText {
    private static final Pattern WHOLE = Pattern.compile("([-+]?)(\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.0*)?");

    private AnswerText() {}

    /// Drops white space around; takes what stands after GSM8K's last `####`; opens a box that is all there is (`$\boxed{204}$` → `204`);
    /// writes whole numbers without `+`, leading zeros, separators of thousands and a decimal part of zeros (`033` → `33`, `142.0` → `142`,
    /// `1,000` → `1000`). Everything else stays as it is.
    public static String normalise(String answer) {
        int mark = answer.lastIndexOf("####");
        var text = unboxed((mark < 0 ? answer : answer.substring(mark + 4)).strip());
        var match = WHOLE.matcher(text);
        if (!match.matches()) return text;
        var digits = match.group(2).replace(",", "").replaceFirst("^0+(?=\\d)", "");
        return match.group(1).equals("-") && !digits.equals("0") ? "-" + digits : digits;
    }

    private static String unboxed(String text) {
        var bare = text.length() > 2 && text.startsWith("$") && text.endsWith("$") ? text.substring(1, text.length() - 1).strip() : text;
        return Boxed.last(bare).filter(inner -> bare.startsWith(Boxed.OPEN) && bare.replaceAll("\\s", "").length() == Boxed.OPEN.length()
                + inner.replaceAll("\\s", "").length() + 1).orElse(text);
    }

    /// Whether the text is a plain decimal number.
    static boolean isNumber(String text) {
        try {
            return new BigDecimal(text).precision() > 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
