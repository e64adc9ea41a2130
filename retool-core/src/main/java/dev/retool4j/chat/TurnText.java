package dev.retool4j.chat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// The decoded bytes of consecutive tokens, and where each token stands in them. Tags are found in the bytes and mapped back to tokens, so
/// that a response is cut at token boundaries without ever being tokenised again.
public final class TurnText {
    private final byte[] bytes;
    private final int[] ends; // [tokens], offset one past each token's last byte

    public TurnText(Tokenizer tokenizer, int[] tokens) {
        var out = new ByteArrayOutputStream(tokens.length * 4);
        ends = new int[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            out.writeBytes(tokenizer.bytes(tokens[i]));
            ends[i] = out.size();
        }
        bytes = out.toByteArray();
    }

    public int tokens() {
        return ends.length;
    }

    /// Offset of the last occurrence of an ASCII tag that ends at or before `limit`, or −1.
    public int lastIndexOf(String tag, int limit) {
        var wanted = tag.getBytes(StandardCharsets.US_ASCII);
        for (int at = Math.min(limit, bytes.length) - wanted.length; at >= 0; at--) {
            if (matches(wanted, at)) return at;
        }
        return -1;
    }

    /// Offset of the first occurrence of an ASCII tag that begins at or after `from`, or −1.
    public int indexOf(String tag, int from) {
        var wanted = tag.getBytes(StandardCharsets.US_ASCII);
        for (int at = from; at + wanted.length <= bytes.length; at++) {
            if (matches(wanted, at)) return at;
        }
        return -1;
    }

    private boolean matches(byte[] wanted, int at) {
        for (int i = 0; i < wanted.length; i++) {
            if (bytes[at + i] != wanted[i]) return false;
        }
        return true;
    }

    public int length() {
        return bytes.length;
    }

    /// The token that holds the byte: where a tag begins inside a token, that token goes with the tag.
    public int tokenAt(int offset) {
        int token = 0;
        while (ends[token] <= offset)
            token++;
        return token;
    }

    /// Text of the tokens from `begin` to `end` (exclusive); bytes that are no UTF-8 become U+FFFD.
    public String text(int begin, int end) {
        int from = begin == 0 ? 0 : ends[begin - 1];
        return new String(bytes, from, (end == 0 ? 0 : ends[end - 1]) - from, StandardCharsets.UTF_8);
    }

    /// Text of the bytes from `begin` to `end` (exclusive).
    public String bytes(int begin, int end) {
        return new String(bytes, begin, end - begin, StandardCharsets.UTF_8);
    }
}
