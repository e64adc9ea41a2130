package dev.retool4j.data.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.CodeRunner;
import dev.retool4j.data.Execution;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Reject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RewriteVerifierTest {
    private static final Problem PROBLEM = new Problem("p", "What is 6 times 7 plus 8?", "50");
    private static final Map<String, Execution> PROGRAMS = Map.of("print(6*7+8)", new Execution(true, "50"), "print(6*7)",
            new Execution(true, "42"), "x", new Execution(false, "NameError: name 'x' is not defined"), "r = 50",
            new Execution(true, InterpreterOutput.NOTHING_PRINTED), "print(tag)", new Execution(true, "<code>"), "print(pi)",
            new Execution(true, "3.141592653589793"));
    private static final String ANSWER = "\n" + ToolTags.answer("50");

    private static String block(String source, String output) {
        return ToolTags.code(source) + ToolTags.interpreter(output) + "\n";
    }

    private static Verification verify(@Nullable String original, String response) {
        return verify(source -> Objects.requireNonNull(PROGRAMS.get(source)), original, response);
    }

    private static Verification verify(CodeRunner runner, @Nullable String original, String response) {
        return new RewriteVerifier(runner, String::equals, RewriteOptions.DEFAULT).verify(PROBLEM, original, response);
    }

    private static List<Reject> reasons(String response) {
        return verify(null, response).defects().stream().map(Defect::reason).toList();
    }

    @Test
    void aFlawlessTraceIsAccepted() {
        assertThat(reasons("I compute.\n" + block("print(6*7+8)", "50") + "So it is 50." + ANSWER)).isEmpty();
    }

    @Test
    void textThatGoesOnFromAnInventedOutputIsAContradiction() {
        var verification = verify(null, block("print(6*7)", "43") + "So 43, and with 8 it is 50." + ANSWER);
        assertThat(verification.defects()).singleElement().satisfies(defect -> {
            assertThat(defect.reason()).isEqualTo(Reject.CONTRADICTED_OUTPUT);
            assertThat(defect.detail()).contains("really gives\n42", "your text says\n43", "speaks of 43");
        });
    }

    @Test
    void anInventedOutputThatNobodyTakesUpIsReplaced() {
        var verification = verify(null,
                block("print(6*7)", "43") + "Now the rest.\n" + block("print(6*7+8)", "50") + "That is it." + ANSWER);
        assertThat(verification.accepted()).isTrue();
        assertThat(verification.matches()).containsExactly(OutputMatch.DIFFERENT, OutputMatch.SAME);
        assertThat(Objects.requireNonNull(verification.executed()).spans().get(1).text()).isEqualTo(ToolTags.interpreter("42"));
    }

    @Test
    void aRoundedOutputIsNoContradiction() {
        assertThat(reasons(block("print(pi)", "3.1416") + "So 3.1416.\n" + block("print(6*7+8)", "50") + ANSWER)).isEmpty();
    }

    @Test
    void aFailureThatWasForeseenIsASelfCorrection() {
        var fixed = "Oops.\n" + block("print(6*7+8)", "50") + ANSWER;
        assertThat(reasons(block("x", "NameError: name 'x' is not defined") + fixed)).isEmpty();
        assertThat(reasons(block("x", "Traceback (most recent call last):\nNameError: name 'x' is not defined") + fixed)).isEmpty();
        assertThat(reasons(block("x", "50") + fixed)).containsExactly(Reject.CONTRADICTED_OUTPUT);
        assertThat(reasons(block("print(6*7)", "NameError: name 'x' is not defined") + fixed)).containsExactly(Reject.CONTRADICTED_OUTPUT);
    }

    @Test
    void theLastBlockMustRunAndEveryBlockMustPrint() {
        assertThat(reasons(block("x", "NameError: name 'x' is not defined") + ANSWER)).containsExactly(Reject.INCOMPLETE_SCRIPT);
        assertThat(reasons(block("r = 50", "50") + block("print(6*7+8)", "50") + ANSWER)).containsExactly(Reject.NO_OUTPUT);
    }

    @Test
    void allDefectsAreToldInOrder() {
        assertThat(reasons(block("print(tag)", "43") + "43\n" + ToolTags.answer("43"))).containsExactly(Reject.CONTRADICTED_OUTPUT,
                Reject.TAG_IN_OUTPUT, Reject.WRONG_ANSWER);
        assertThat(reasons("No program." + ToolTags.answer("50"))).containsExactly(Reject.NO_CODE);
        assertThat(reasons("No answer")).containsExactly(Reject.NO_ANSWER);
    }

    @Test
    void theGoldAnswerIsNeverTold() {
        var defects = verify(null, block("print(6*7)", "42") + ToolTags.answer("42")).defects();
        assertThat(defects).singleElement().satisfies(defect -> assertThat(defect.detail()).doesNotContain("50"));
    }

    @Test
    void aProgramThatPrintsSomethingElseEachTimeIsUnstable() {
        var count = new AtomicInteger();
        var verification = verify(source -> new Execution(true, "50" + ".0".repeat(count.getAndIncrement())), null,
                block("print(time)", "50") + ANSWER);
        assertThat(verification.defects()).extracting(Defect::reason).containsExactly(Reject.UNSTABLE_OUTPUT);
    }

    @Test
    void aMissingInterpreterIsNoDefect() {
        assertThatThrownBy(() -> verify(source -> {
            throw new IllegalStateException("gone");
        }, null, block("print(1)", "1") + ANSWER)).isInstanceOf(NotExecuted.class).hasMessageContaining("gone");
    }

    @Test
    void onlyReplacedStepsMayDifferFromTheOriginal() {
        var before = "Let me think about it for a while, since haste makes waste and the numbers look tricky to me.\n";
        var step = "First I multiply: 6 times 7 is 42 because 6 times 5 is 30 and 6 times 2 is 12. Then I add 8 and get 50.\n";
        var after = "That seems right to me, as nothing else was asked for, and so I am done with it now.";
        var replaced = block("print(6*7+8)", "50");
        assertThat(verify(before + step + after, before + replaced + after + ANSWER).defects()).isEmpty();
        assertThat(verify(before + step + after,
                before.replace("Let me think about it for a while,",
                        "We begin with something else altogether, at some length and in words that are all our own,") + replaced + after
                        + ANSWER)
                .defects()).extracting(Defect::reason)
                .containsExactly(Reject.REASONING_CHANGED);
        assertThat(verify(before + step + after, replaced + ANSWER).defects()).extracting(Defect::reason)
                .containsExactly(Reject.REASONING_REPLACED);
        var edits = Objects.requireNonNull(verify(before + step + after, before + replaced + after + ANSWER).edits());
        assertThat(edits.changed()).isZero();
        assertThat(edits.replaced()).isBetween(0.3, 0.6);
    }
}
