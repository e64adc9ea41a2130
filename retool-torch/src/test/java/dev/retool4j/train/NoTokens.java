package dev.retool4j.train;

import dev.retool4j.chat.Tokenizer;
import java.util.OptionalInt;

/// A tokenizer of forty ids for tests that encode nothing.
record NoTokens() implements Tokenizer {
    @Override
    public int[] encode(String text) {
        return new int[0];
    }

    @Override
    public int[] encodePlain(String text) {
        return new int[0];
    }

    @Override
    public String decode(int[] ids) {
        return "";
    }

    @Override
    public byte[] bytes(int id) {
        return new byte[0];
    }

    @Override
    public int vocabularySize() {
        return 40;
    }

    @Override
    public int endOfText() {
        return 0;
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        return OptionalInt.empty();
    }
}
