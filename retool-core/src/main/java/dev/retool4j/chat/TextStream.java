package dev.retool4j.chat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Decodes tokens as they arrive. A token may end inside a character of UTF-8: its bytes are held back until the character is whole, so
/// that the pieces, put together, are [Tokenizer#decode] of all tokens. For one stream, by one thread.
public final class TextStream {
    private final Tokenizer tokenizer;
    private byte[] held = new byte[0];

    public TextStream(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// The text that is certain after one more token; often empty in the middle of a character.
    public String next(int id) {
        var more = tokenizer.bytes(id);
        var all = Arrays.copyOf(held, held.length + more.length);
        System.arraycopy(more, 0, all, held.length, more.length);
        int whole = all.length - unfinished(all);
        held = Arrays.copyOfRange(all, whole, all.length);
        return new String(all, 0, whole, StandardCharsets.UTF_8);
    }

    /// What is held back at the end, each broken character as U+FFFD. The stream is then empty and can be used anew.
    public String finish() {
        var rest = new String(held, StandardCharsets.UTF_8);
        held = new byte[0];
        return rest;
    }

    /// How many bytes at the end begin a character that may still become whole.
    private static int unfinished(byte[] bytes) {
        for (int back = 1; back <= Math.min(3, bytes.length); back++) {
            int b = bytes[bytes.length - back] & 0xFF;
            if (b < 0x80) return 0;
            if (b < 0xC0) continue;
            int length = b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
            boolean possible = b >= 0xC2 && b <= 0xF4 && back < length
                    && (back == 1 || secondFits(b, bytes[bytes.length - back + 1] & 0xFF));
            return possible ? back : 0;
        }
        return 0;
    }

    /// Whether a character can begin with these two bytes, as Java's decoder sees it: overlong forms and what lies beyond U+10FFFF cannot,
    /// a surrogate is one broken character of three bytes.
    private static boolean secondFits(int first, int second) {
        int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        int most = first == 0xF4 ? 0x8F : 0xBF;
        return second >= least && second <= most;
    }
}
