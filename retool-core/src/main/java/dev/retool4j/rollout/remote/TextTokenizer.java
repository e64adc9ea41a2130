package dev.retool4j.rollout.remote;

import dev.retool4j.chat.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;

/// Stands in where a served model's tokenizer is not known: a token is up to three bytes of UTF-8, about as long as real ones are in
/// mathematics, so that budgets in tokens come out about right. Stateless: an id holds its bytes and how many there are.
final class TextTokenizer implements Tokenizer {
    private static final int BYTES = 3;

    @Override
    public int[] encode(String text) {
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var ids = new int[(utf8.length + BYTES - 1) / BYTES];
        for (int i = 0; i < ids.length; i++) {
            int from = i * BYTES, count = Math.min(BYTES, utf8.length - from);
            ids[i] = count << 24;
            for (int b = 0; b < count; b++)
                ids[i] |= (utf8[from + b] & 0xff) << (8 * b);
        }
        return ids;
    }

    @Override
    public int[] encodePlain(String text) {
        return encode(text);
    }

    @Override
    public String decode(int[] ids) {
        var out = new ByteArrayOutputStream(BYTES * ids.length);
        Arrays.stream(ids).forEach(id -> out.writeBytes(bytes(id)));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        var bytes = new byte[id >>> 24];
        for (int b = 0; b < bytes.length; b++)
            bytes[b] = (byte) (id >>> (8 * b));
        return bytes;
    }

    @Override
    public int vocabularySize() {
        return (BYTES + 1) << 24;
    }

    /// {@inheritDoc} It stands for no bytes.
    @Override
    public int endOfText() {
        return 0;
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        return OptionalInt.empty();
    }

    @Override
    public String hash() {
        return "none: three bytes count as a token";
    }
}
