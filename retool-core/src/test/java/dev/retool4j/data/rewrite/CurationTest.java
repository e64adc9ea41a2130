package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.TeacherReply;
import dev.retool4j.data.teacher.Usage;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CurationTest {
    private static Optional<Reject> fault(String question, String gold, String reasoning) {
        return new Curation(CurationOptions.DEFAULT, String::equals, Prompts.of(null))
                .fault(new SourceRow(new Problem("p", question, gold), reasoning)).map(Defect::reason);
    }

    @Test
    void rowsThatCannotBeVerifiedAreKeptOut() {
        assertThat(fault("What is 1+1?", "2", "It is 2.")).isEmpty();
        assertThat(fault(" ", "2", "It is 2.")).contains(Reject.INVALID_QUESTION);
        assertThat(fault("Prove that 1+1 = 2.", "2", "It is 2.")).contains(Reject.INVALID_QUESTION);
        assertThat(fault("In the diagram below, find x. [asy]draw(...);[/asy]", "2", "It is 2.")).contains(Reject.INVALID_QUESTION);
        assertThat(fault("What is 1+1?", "", "It is 2.")).contains(Reject.NO_GOLD_ANSWER);
        assertThat(fault("What is 1+1?", "2", "")).contains(Reject.NO_REASONING);
        assertThat(fault("What is 1+1?", "2", "It is \\boxed{3}.")).contains(Reject.WRONG_REASONING);
    }

    private static String sampled(int samples, int agreement, String... answers) throws InterruptedException {
        var queue = new ArrayDeque<>(List.of(answers));
        var curation = new Curation(new CurationOptions(samples, agreement), String::equals, Prompts.of(null));
        var dispute = curation.dispute(new SourceRow(new Problem("p", "What is 1+1?", "2"), "It is 2."),
                request -> new TeacherReply("So \\boxed{" + queue.remove() + "}", "stop", Usage.NONE), new Curation.Spent());
        return dispute.map(defect -> defect.reason().label()).orElse("agreed") + " after " + (answers.length - queue.size());
    }

    @Test
    void noMoreSolutionsAreAskedForThanItTakesToKnow() throws InterruptedException {
        assertThat(sampled(4, 2, "2", "2", "2", "2")).isEqualTo("agreed after 2");
        assertThat(sampled(4, 2, "3", "2", "3", "2")).isEqualTo("agreed after 4");
        assertThat(sampled(4, 2, "3", "3", "3", "2")).isEqualTo("gold_disputed after 3");
        assertThat(sampled(2, 2, "INVALID", "2")).isEqualTo("invalid_question after 1");
        assertThat(sampled(0, 0)).isEqualTo("agreed after 0");
    }
}
