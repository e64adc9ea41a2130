package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.chat.ToolTags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizedExampleTest {
    private static final SupervisedExample EXAMPLE = new SupervisedExample(new Problem("p", "Find 6.", "6"), "<|user|>Find 6.<|assistant|>",
            List.of(new Span(Span.Kind.TEXT, "By code.\n"), new Span(Span.Kind.CODE, ToolTags.code("print(6)")),
                    new Span(Span.Kind.INTERPRETER, ToolTags.interpreter("6</interpreter>")), new Span(Span.Kind.TEXT, "\nSo 6.\n"),
                    new Span(Span.Kind.ANSWER, ToolTags.answer("6"))));

    @Test
    void lossFallsOnWhatThePolicyWritesAndOnTheEnd(@TempDir Path folder) throws IOException {
        BpeTrainer.DEMO.train(List.of(EXAMPLE.prompt() + EXAMPLE.response())).write(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            var encoded = TokenizedExample.of(EXAMPLE, tokenizer);
            assertThat(encoded.lossMask()).hasSameSizeAs(encoded.tokens()).hasSize(encoded.length());
            assertThat(tokenizer.decode(encoded.tokens())).isEqualTo(EXAMPLE.prompt() + EXAMPLE.response() + "<|endoftext|>");
            assertThat(text(encoded, tokenizer, true))
                    .isEqualTo("By code.\n" + ToolTags.code("print(6)") + "\nSo 6.\n" + ToolTags.answer("6")
                            + "<|endoftext|>");
            assertThat(text(encoded, tokenizer, false)).isEqualTo(EXAMPLE.prompt() + ToolTags.interpreter("6</interpreter>"));
            assertThat(encoded.tokens()).as("the printed tag is ordinary text")
                    .containsOnlyOnce(tokenizer.specialToken("</interpreter>").getAsInt());
        }
    }

    private static String text(TokenizedExample example, HuggingFaceTokenizer tokenizer, boolean loss) {
        return tokenizer
                .decode(IntStream.range(0, example.length()).filter(i -> example.lossMask()[i] == loss).map(i -> example.tokens()[i])
                        .toArray());
    }

    @Test
    void statisticsCountTokensByKind(@TempDir Path folder) throws IOException {
        BpeTrainer.DEMO.train(List.of(EXAMPLE.prompt() + EXAMPLE.response())).write(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            var base = new SupervisedExample(EXAMPLE.problem(), "<|user|>", List.of(new Span(Span.Kind.TEXT, "5 5")));
            var statistics = TokenStatistics.of(List.of(EXAMPLE, base), tokenizer);
            assertThat(statistics.rows()).isEqualTo(2);
            assertThat(statistics.promptTokens()).isEqualTo(tokenizer.encode(EXAMPLE.prompt()).length + 1);
            assertThat(statistics.interpreterTokens()).isEqualTo(ToolTags.interpreterTokens(tokenizer, "6</interpreter>").length);
            assertThat(statistics.tokens()).isEqualTo(statistics.promptTokens() + statistics.interpreterTokens() + statistics.lossTokens());
            assertThat(statistics.longest()).isEqualTo(TokenizedExample.of(EXAMPLE, tokenizer).length());
            assertThat(statistics.toText()).contains("2 rows");
        }
    }
}
