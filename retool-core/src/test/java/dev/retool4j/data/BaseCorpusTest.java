package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.ToolTags;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BaseCorpusTest {
    private final MiniAime problems = new MiniAime();

    private List<SupervisedExample> draw(BaseMix mix, int count) {
        var corpus = new BaseCorpus(problems, mix, 7);
        return LongStream.range(0, count).mapToObj(corpus::example).toList();
    }

    private static boolean drill(SupervisedExample example) {
        return example.problem().id().startsWith("drill/");
    }

    private static boolean code(SupervisedExample example) {
        return example.spans().getFirst().kind() == Span.Kind.CODE;
    }

    @Test
    void sharesAreThoseOfTheMix() {
        var documents = draw(BaseMix.TOOL_BLEND, 4000);
        assertThat(documents.stream().filter(BaseCorpusTest::drill).count() / 4000.0).isBetween(0.17, 0.23);
        assertThat(documents.stream().filter(BaseCorpusTest::code).count() / 4000.0).isBetween(0.52, 0.58);
        assertThat(draw(BaseMix.TEXT_BLEND, 500)).noneMatch(BaseCorpusTest::code);
    }

    @Test
    void indexAndSeedGiveTheSameDocument() {
        assertThat(draw(BaseMix.BASE, 50)).isEqualTo(draw(BaseMix.BASE, 50));
    }

    @Test
    void codeDocumentsHoldAProgramOfTheirProblem() {
        assertThat(draw(BaseMix.BASE, 500)).filteredOn(BaseCorpusTest::code).isNotEmpty().allSatisfy(example -> {
            assertThat(example.prompt()).isEqualTo("<|user|>" + example.problem().question());
            assertThat(problems.worked(example.problem()).programs()).contains(ToolTags.source(example.response()).orElseThrow());
        });
    }

    @Test
    void workingsAreOfEasyFamiliesAndEndInTheAnswer() {
        assertThat(draw(BaseMix.TEXT_BLEND, 500)).filteredOn(example -> !drill(example)).allSatisfy(example -> {
            assertThat(example.problem().tags()).containsEntry("level", "easy");
            assertThat(example.response()).endsWith(ToolTags.answer(example.problem().answer()));
        });
    }

    @Test
    void drillsRepeatWhatIsGiven() {
        assertThat(draw(BaseMix.BASE, 1000)).filteredOn(BaseCorpusTest::drill).isNotEmpty().allSatisfy(example -> {
            var given = example.prompt().substring("<|user|>".length(), example.prompt().length() - "<|user|>".length());
            assertThat(words(example.response())).isEqualTo(words(given));
        });
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[ ,]+")).sorted().toList();
    }

    @Test
    void heldOutNumbersNeverStandInThePrompts() {
        var number = Pattern.compile("\\d+");
        for (var mix : List.of(BaseMix.BASE, BaseMix.TOOL_BLEND)) {
            assertThat(draw(mix, 3000)).allSatisfy(example -> assertThat(number.matcher(example.prompt()).results()
                    .mapToInt(match -> Integer.parseInt(match.group())).filter(n -> n != 1000)).allMatch(Split.TRAIN::admits));
        }
    }

    @Test
    void blendedExamplesPassOverAllTracesBeforeRepeating() {
        var traces = draw(BaseMix.BASE, 20).stream().map(e -> new SupervisedExample(e.problem(), "trace " + e.prompt(), e.spans()))
                .toList();
        var blended = new BlendedExamples(traces, new BaseCorpus(problems, BaseMix.TOOL_BLEND, 1), 0.35, 5);
        var drawn = Stream.generate(blended::next).limit(2000).toList();
        var fromTraces = drawn.stream().filter(e -> e.prompt().startsWith("trace ")).toList();
        assertThat(fromTraces.size() / 2000.0).isBetween(0.61, 0.69);
        assertThat(fromTraces.subList(0, 20)).containsExactlyInAnyOrderElementsOf(traces).isNotEqualTo(traces);
        assertThat(fromTraces.subList(20, 40)).containsExactlyInAnyOrderElementsOf(traces);
        var again = new BlendedExamples(traces, new BaseCorpus(problems, BaseMix.TOOL_BLEND, 1), 0.35, 5);
        assertThat(Stream.generate(again::next).limit(2000)).isEqualTo(drawn);
    }

    @Test
    void heldOutWordingsAreRefused() {
        assertThatThrownBy(() -> new BaseMix(Wording.TEST, 0.1, 0.1)).hasMessageContaining("held-out");
        assertThatThrownBy(() -> new BaseMix(Wording.TRAIN, 0.6, 0.6)).hasMessageContaining("0.6");
    }
}
