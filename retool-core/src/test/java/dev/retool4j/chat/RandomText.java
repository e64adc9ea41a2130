package dev.retool4j.chat;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Seeded random texts that mix what tokenizers stumble over: white space runs, digits, code, combining marks, emoji, tags.
final class RandomText {
    private static final String[] SNIPPETS = {" ", "  ", "\n", "\r\n", "\t", "5", "37", " 548", "it's", "'ll", "print(pow(3, 4))", " the",
        "remainder", "é", "e\u0301", "中文", "😀", "👩‍👩‍👧", "\u00a0", "\u2028", "\u3000", "≮", "K", "<code>", "</code>", "<|endoftext|>",
        "<", ">", "|",
        "\\boxed{", "}", "```python", "ß", "٣", "²", "\u0301", "_", "...", "\u0000", "<cod", "e>"};

    private RandomText() {}

    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static String next(RandomGenerator random) {
        var text = new StringBuilder();
        int parts = random.nextInt(25);
        for (int i = 0; i < parts; i++) {
            if (random.nextInt(4) > 0) {
                text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
                continue;
            }
            int point = random.nextInt(0x30000);
            if (Character.isDefined(point) && Character.getType(point) != Character.SURROGATE) text.appendCodePoint(point);
        }
        return text.toString();
    }
}
