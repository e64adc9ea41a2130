package dev.retool4j.model;

import dev.retool4j.chat.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.Set;

/// A tokenizer for tests: the text of id `n` is `n` and a space; id 0 ends a text, and others may.
record NumberTokenizer(int vocabularySize, Set<Integer> endOfTextIds) implements Tokenizer {

    NumberTokenizer(int vocabularySize) {
        this(vocabularySize, Set.of(0));
    }

    @Override
    public int[] encode(String text) {
        return text.isBlank() ? new int[0] : java.util.Arrays.stream(text.strip().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    @Override
    public int[] encodePlain(String text) {
        return encode(text);
    }

    @Override
    public String decode(int[] ids) {
        var text = new StringBuilder();
        for (int id : ids)
            text.append(id).append(' ');
        return text.toString();
    }

    @Override
    public byte[] bytes(int id) {
        return (id + " ").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int endOfText() {
        return 0;
    }

    @Override
    public OptionalInt specialToken(String spelling) {
        return spelling.equals("<end>") ? OptionalInt.of(0) : spelling.equals("<one>") ? OptionalInt.of(1) : OptionalInt.empty();
    }
}
