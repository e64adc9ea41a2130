package dev.retool4j.run;

/// A note as a line of JSON that is short and quick to write: numbers have a few significant digits.
final class NoteText {
    private static final int DIGITS = 4;
    private static final int LOGPROB_DIGITS = 6; // small differences are taken of it
    private static final double[] POWERS = new double[16];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++)
            POWERS[i] = 10 * POWERS[i - 1];
    }

    private NoteText() {}

    static String of(TraceNote note) {
        var out = new StringBuilder(256);
        out.append("{\"id\":").append(Json.MAPPER.writeValueAsString(note.id())).append(",\"step\":").append(note.step())
                .append(",\"figures\":{");
        note.figures().forEach((name, value) -> number(name(out, name), value, LOGPROB_DIGITS));
        out.append("},\"tokens\":{");
        note.tokens().forEach((name, values) -> {
            name(out, name).append('[');
            int digits = name.equals(TraceNote.OLD_LOGPROB) ? LOGPROB_DIGITS : DIGITS;
            for (int i = 0; i < values.length; i++)
                number(i == 0 ? out : out.append(','), values[i], digits);
            out.append(']');
        });
        return out.append("}}").toString();
    }

    private static StringBuilder name(StringBuilder out, String name) {
        if (out.charAt(out.length() - 1) != '{') out.append(',');
        return out.append(Json.MAPPER.writeValueAsString(name)).append(':');
    }

    /// The shortest decimal with so many significant digits; what is no number is the text that JSON readers take for it.
    static void number(StringBuilder out, double value, int digits) {
        if (!Double.isFinite(value)) {
            out.append('"').append(value).append('"');
            return;
        }
        if (value == 0) {
            out.append('0');
            return;
        }
        if (value < 0) out.append('-');
        double size = Math.abs(value);
        int exponent = (int) Math.floor(Math.log10(size));
        if (exponent < -6 || exponent > 7) {
            out.append(new java.math.BigDecimal(size).round(new java.math.MathContext(digits)).stripTrailingZeros().toString());
            return;
        }
        int decimals = Math.max(0, digits - 1 - exponent);
        long scaled = Math.round(size * POWERS[decimals]);
        while (decimals > 0 && scaled % 10 == 0) {
            scaled /= 10;
            decimals--;
        }
        var text = Long.toString(scaled);
        if (decimals == 0) out.append(text);
        else if (text.length() > decimals)
            out.append(text, 0, text.length() - decimals).append('.').append(text, text.length() - decimals, text.length());
        else
            out.append("0.").repeat('0', decimals - text.length()).append(text);
    }
}
