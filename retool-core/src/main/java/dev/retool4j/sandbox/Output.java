package dev.retool4j.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Turns what a program wrote into text: UTF-8 with U+FFFD for what is none, cut in the middle where it is too long.
final class Output {
    private static final Pattern ADDRESS = Pattern.compile(" at 0x[0-9a-fA-F]{4,16}\\b");

    private Output() {}

    /// @param keep          bytes to keep: half from the beginning, half from the end, and a line between that says how many are missing
    /// @param hideAddresses whether ` at 0x7f…` becomes ` at 0x0`
    static String text(byte[] bytes, int keep, boolean hideAddresses) {
        var text = bytes.length <= keep ? new String(bytes, StandardCharsets.UTF_8) : cut(bytes, keep);
        return hideAddresses && text.contains(" at 0x") ? ADDRESS.matcher(text).replaceAll(" at 0x0") : text;
    }

    private static String cut(byte[] bytes, int keep) {
        var head = keep / 2;
        while (head > 0 && continues(bytes[head]))
            head--;
        var tail = bytes.length - keep / 2;
        while (tail < bytes.length && continues(bytes[tail]))
            tail++;
        return new String(bytes, 0, head, StandardCharsets.UTF_8) + "\n... [" + (tail - head) + " bytes left out] ...\n"
                + new String(bytes, tail, bytes.length - tail, StandardCharsets.UTF_8);
    }

    private static boolean continues(byte b) {
        return (b & 0xC0) == 0x80;
    }

    /// UTF-8 of a text; a lone surrogate is written as it is, so that Python and not this encoder refuses it.
    static byte[] bytes(String text) {
        var lone = false;
        for (int i = 0; i < text.length() && !lone; i++) {
            var c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) i++;
            else
                lone = Character.isSurrogate(c);
        }
        if (!lone) return text.getBytes(StandardCharsets.UTF_8);
        var out = new java.io.ByteArrayOutputStream(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                out.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            } else {
                out.write(0xE0 | c >> 12);
                out.write(0x80 | c >> 6 & 0x3F);
                out.write(0x80 | c & 0x3F);
            }
        });
        return out.toByteArray();
    }
}
