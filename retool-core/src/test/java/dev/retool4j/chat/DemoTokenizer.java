package dev.retool4j.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A tokenizer trained on a small corpus, for tests.
final class DemoTokenizer {
    private DemoTokenizer() {}

    static List<String> corpus() {
        var texts = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            texts.add("<|user|>Find the remainder when " + (3 * i + 20) + "^" + i + " is divided by " + (i + 7)
                    + ".<|assistant|>I will use Python.\n"
                    + ToolTags.code("import math\nprint(pow(" + i + ", 4, " + (i + 7) + "))") + ToolTags.interpreter("" + i)
                    + "\nSo the result is "
                    + i + ".\n" + ToolTags.answer("" + i));
        }
        return texts;
    }

    static Bpe bpe() {
        return BpeTrainer.DEMO.train(corpus());
    }

    static HuggingFaceTokenizer load(Path folder) throws IOException {
        bpe().write(folder);
        return HuggingFaceTokenizer.load(folder);
    }
}
