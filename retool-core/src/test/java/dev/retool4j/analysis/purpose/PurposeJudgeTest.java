package dev.retool4j.analysis.purpose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.teacher.TeacherReply;
import dev.retool4j.data.teacher.TeacherRequest;
import dev.retool4j.data.teacher.Usage;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PurposeJudgeTest {
    private static Optional<Purpose> judged(String answer) throws InterruptedException {
        return new PurposeJudge(request -> new TeacherReply(answer, "stop", Usage.NONE)).judge("print(1)", "");
    }

    @ParameterizedTest
    @CsvSource({"search, SEARCH", "'Equation.', EQUATION", "'It is no search: **verification**', VERIFICATION"})
    void theLastClassThatIsNamedCounts(String answer, Purpose purpose) throws InterruptedException {
        assertThat(judged(answer)).contains(purpose);
    }

    @ParameterizedTest
    @CsvSource({"''", "I cannot say", "research", "'searching'"})
    void anAnswerWithoutAClassIsNone(String answer) throws InterruptedException {
        assertThat(judged(answer)).isEmpty();
    }

    @Test
    void theModelIsShownTheCodeTheTextBeforeItAndAllClasses() throws InterruptedException {
        var asked = new ArrayList<TeacherRequest>();
        new PurposeJudge(request -> {
            asked.add(request);
            return new TeacherReply("data", "stop", Usage.NONE);
        }).judge("print(sorted([3, 1]))" + "#".repeat(20_000), "x".repeat(20_000) + " so I sort them.");
        var question = asked.getFirst().messages().getFirst().content();
        assertThat(question).contains("print(sorted([3, 1]))").contains(" so I sort them.\n</text>").hasSizeLessThan(30_000);
        for (var purpose : Purpose.values())
            assertThat(question).contains("- " + purpose.key() + ": " + purpose.definition());
    }
}
