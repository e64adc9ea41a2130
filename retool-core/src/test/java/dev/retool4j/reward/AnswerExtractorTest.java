package dev.retool4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class AnswerExtractorTest {

    @Test
    void paperRuleTakesTheLastBoxInTheLastAnswer() {
        var response = "\\boxed{1} <answer>\\boxed{2}</answer> wait <answer>\\boxed{3} so \\boxed{\\frac{1}{2}}</answer> \\boxed{4}";
        assertThat(AnswerExtractor.ANSWER_BOX.extract(response)).isEqualTo("\\frac{1}{2}");
    }

    @Test
    void paperRuleNeedsTheTagsAndTheBox() {
        assertThat(AnswerExtractor.ANSWER_BOX.extract("\\boxed{4}")).isNull();
        assertThat(AnswerExtractor.ANSWER_BOX.extract("<answer>4</answer>")).isNull();
        assertThat(AnswerExtractor.ANSWER_BOX.extract("<answer>\\boxed{4}")).isNull();
        assertThat(AnswerExtractor.ANSWER_BOX.extract("<answer>\\boxed{4</answer>}")).isNull();
        assertThat(AnswerExtractor.ANSWER_BOX.extract("</answer>\\boxed{4}<answer>")).isNull();
    }

    @Test
    void boxesMayNestBeEmptyOrHoldEscapedBraces() {
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed{\\boxed{7}}")).isEqualTo("7");
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed{}")).isEmpty();
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed{\\{1,2\\}}")).isEqualTo("\\{1,2\\}");
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed {a} \\fbox{b}")).isEqualTo("b");
    }

    @Test
    void aBoxThatNeverClosesDoesNotHideEarlierOrInnerOnes() {
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed{1} and \\boxed{2")).isEqualTo("1");
        assertThat(AnswerExtractor.LAST_BOX.extract("\\boxed{ \\boxed{3} ")).isEqualTo("3");
    }

    @Test
    void megabytesOfUnbalancedBracesTakeLinearTime() {
        var response = "\\boxed{".repeat(300_000) + "\\boxed{5}" + "{".repeat(1_000_000);
        assertThat(AnswerExtractor.LAST_BOX.extract(response)).isEqualTo("5");
        assertThat(AnswerExtractor.ANSWER_BOX.extract("<answer>" + response + "</answer>")).isEqualTo("5");
    }

    @Test
    void retoolEvaluatorFallsBackToTheLastIntegerOfTheLastLine() {
        assertThat(AnswerExtractor.RETOOL_EVALUATOR.extract("so \\boxed{12")).isEqualTo("12");
        assertThat(AnswerExtractor.RETOOL_EVALUATOR.extract("about 3\nthe answer is 42.\n")).isEqualTo("42");
        assertThat(AnswerExtractor.RETOOL_EVALUATOR.extract("none")).isNull();
    }

    @Test
    void verlStrictBoxLooksAtOneHundredCharactersOnly() {
        assertThat(AnswerExtractor.VERL_STRICT_BOX.extract("\\boxed{7}" + " ".repeat(90))).isEqualTo("7");
        assertThat(AnswerExtractor.VERL_STRICT_BOX.extract("\\boxed{7}" + " ".repeat(92))).isNull();
    }

    @Test
    void verlAnswerLineTakesTheLastOne() {
        assertThat(AnswerExtractor.VERL_ANSWER_LINE.extract("Answer: 3\nso\nANSWER: 12 \nbye")).isEqualTo("12");
        assertThat(AnswerExtractor.VERL_ANSWER_LINE.extract("no such line")).isNull();
    }

    @Test
    void gsm8kTakesTheNumberBehindTheMarks() {
        assertThat(AnswerExtractor.GSM8K.extract("work\n#### $1,234.\n")).isEqualTo("1234");
        assertThat(AnswerExtractor.GSM8K.extract("#### none")).isNull();
    }

    @Test
    void unknownNamesAreAnsweredWithTheNearest() {
        assertThat(AnswerExtractor.names()).contains("answer-box", "gsm8k");
        assertThat(AnswerExtractor.named("last-box")).isSameAs(AnswerExtractor.LAST_BOX);
        assertThatThrownBy(() -> AnswerExtractor.named("anwser-box")).hasMessageContaining("did you mean 'answer-box'?");
    }
}
