package dev.retool4j.chat;

import java.nio.charset.StandardCharsets;

/// The alphabet of byte-level BPE: one printable character for each of the 256 byte values, as GPT-2 defined it and Qwen and Llama-3 use
/// it. Printable Latin-1 stands for itself; the other bytes are moved to U+0100 and up, in order (so a space is `Ġ`, a line feed `Ċ`).
final class ByteAlphabet {
    private static final char[] CHARACTERS = new char[256];
    private static final short[] BYTES = new short[0x144];

    static {
        java.util.Arrays.fill(BYTES, (short) -1);
        char next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean itself = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            CHARACTERS[b] = itself ? (char) b : next++;
            BYTES[CHARACTERS[b]] = (short) b;
        }
    }

    private ByteAlphabet() {}

    /// The character that stands for a byte value (0 to 255).
    static char character(int value) {
        return CHARACTERS[value];
    }

    /// Text spelled in the alphabet, one character for each of its UTF-8 bytes.
    static String spell(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var spelled = new StringBuilder(utf8.length);
        for (byte b : utf8) {
            spelled.append(CHARACTERS[b & 0xFF]);
        }
        return spelled.toString();
    }

    /// The bytes that a token of the vocabulary stands for. Where a character is not of the alphabet, the token stands for its own UTF-8.
    static byte[] bytes(String token) {
        var bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = token.charAt(i);
            if (c >= BYTES.length || BYTES[c] < 0) return token.getBytes(StandardCharsets.UTF_8);
            bytes[i] = (byte) BYTES[c];
        }
        return bytes;
    }
}
