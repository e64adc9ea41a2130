package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.chat.Prompt;
import dev.retool4j.chat.ToolTags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class ColdStartTest {
    private static final Problem PROBLEM = new Problem("p-1", "What is 6 times 7?", "42");
    private static final Map<String, Execution> OUTPUTS = Map.of("print(6*7)", new Execution(true, "42"), "print(x)",
            new Execution(false, "NameError: name 'x' is not defined"), "r = 6*7", new Execution(true, InterpreterOutput.NOTHING_PRINTED),
            "print(6+7)", new Execution(true, "13"), "print(6*7", new Execution(false, "SyntaxError: '(' was never closed"), "1/0",
            new Execution(false, "ZeroDivisionError: division by zero"));

    private static Execution run(String source) {
        var known = OUTPUTS.get(source);
        if (known == null) throw new IllegalStateException("the sandbox is gone");
        return known;
    }

    private static ColdStart.Result build(ColdStartOptions options, String... responses) {
        var traces = IntStream.range(0, responses.length).mapToObj(i -> new TextTrace(PROBLEM, responses[i])).toList();
        return new ColdStart((trace, random) -> trace.reasoning(), ColdStartTest::run, String::equals, Prompt.of("demo"), options)
                .build(traces);
    }

    private static ColdStart.Result build(String... responses) {
        return build(ColdStartOptions.DEFAULT, responses);
    }

    private static String block(String source, String output) {
        return ToolTags.code(source) + ToolTags.interpreter(output);
    }

    private static void assertRejected(String response, Reject reason) {
        var result = build(response);
        assertThat(result.examples()).isEmpty();
        assertThat(result.rejected()).singleElement().satisfies(rejected -> {
            assertThat(rejected.reason()).as(rejected.detail()).isEqualTo(reason);
            assertThat(rejected.problem()).isEqualTo("p-1");
        });
        assertThat(result.statistics().rejects()).containsExactly(Map.entry(reason.label(), 1));
    }

    @Test
    void recordedOutputsAreReplacedByTheTrueOnes() {
        var result = build("I think.\n" + block("print(6*7)", "41") + "\nSo it is 42.\n" + ToolTags.answer("42"));
        assertThat(result.statistics().replacedOutputs()).isEqualTo(1);
        var example = result.examples().getFirst();
        assertThat(example.prompt()).isEqualTo("<|user|>What is 6 times 7?<|assistant|>");
        assertThat(example.spans()).containsExactly(new Span(Span.Kind.TEXT, "I think.\n"),
                new Span(Span.Kind.CODE, ToolTags.code("print(6*7)")),
                new Span(Span.Kind.INTERPRETER, "\n<interpreter>\n42\n</interpreter>"), new Span(Span.Kind.TEXT, "\nSo it is 42.\n"),
                new Span(Span.Kind.ANSWER, "<answer>\n\\boxed{42}\n</answer>"));
    }

    @Test
    void aTrueOutputIsNotCountedAsReplaced() {
        var result = build(block("print(6*7)", "42") + ToolTags.answer("42"));
        assertThat(result.statistics().replacedOutputs()).isZero();
        assertThat(result.examples()).hasSize(1);
    }

    @Test
    void badFormatIsRejected() {
        var answer = ToolTags.answer("42");
        assertRejected("No answer.", Reject.NO_ANSWER);
        assertRejected(answer + " and more", Reject.TEXT_AFTER_ANSWER);
        assertRejected("<answer>42</answer>", Reject.ANSWER_NOT_BOXED);
        assertRejected("<answer>\\boxed{}</answer>", Reject.ANSWER_NOT_BOXED);
        assertRejected("<answer>\\boxed{42}", Reject.UNBALANCED_TAGS);
        assertRejected("</code>" + answer, Reject.UNBALANCED_TAGS);
        assertRejected("<code><code>print(6*7)</code></code>" + answer, Reject.UNBALANCED_TAGS);
        assertRejected("<code>print(6*7)<answer>\\boxed{42}</answer></code>", Reject.TAG_ORDER);
        assertRejected(ToolTags.interpreter("42") + answer, Reject.TAG_ORDER);
        assertRejected(ToolTags.code("print(6*7)") + "\nSo " + answer, Reject.NO_INTERPRETER_OUTPUT);
        assertRejected(ToolTags.code("print(6*7)") + "\nSo " + ToolTags.interpreter("42") + answer, Reject.NO_INTERPRETER_OUTPUT);
        assertRejected("<code>\n```cpp\nint x;\n```\n</code>" + ToolTags.interpreter("42") + answer, Reject.MALFORMED_CODE);
    }

    @Test
    void whiteSpaceAfterTheAnswerIsForgiven() {
        assertThat(build(ToolTags.answer("42") + "\n\n").examples()).hasSize(1);
    }

    @Test
    void aLastBlockThatIsNoSuccessIsRejected() {
        var answer = "\n" + ToolTags.answer("42");
        assertRejected(block("print(x)", "42") + answer, Reject.INCOMPLETE_SCRIPT);
        assertRejected(block("print(6*7", "42") + answer, Reject.INCOMPLETE_SCRIPT);
        assertRejected(block("r = 6*7", "42") + answer, Reject.NO_OUTPUT);
        assertRejected(block("1/0", "42") + answer, Reject.FAILED_SCRIPT);
        assertRejected(block("unknown", "42") + answer, Reject.NOT_EXECUTED);
    }

    @Test
    void aFailureThatIsPutRightIsACorrection() {
        var result = build(block("print(x)", "?") + "\nOops.\n" + block("print(6*7)", "42") + "\n" + ToolTags.answer("42"));
        assertThat(result.statistics()).satisfies(statistics -> {
            assertThat(statistics.rows()).isEqualTo(1);
            assertThat(statistics.blocks()).isEqualTo(2);
            assertThat(statistics.failedBlocks()).isEqualTo(1);
            assertThat(statistics.corrections()).isEqualTo(1);
            assertThat(statistics.codeLines()).isEqualTo(2);
        });
    }

    @Test
    void wrongAnswersAreRejectedUnlessAQuotaLetsThemThrough() {
        var wrong = block("print(6+7)", "13") + "\n" + ToolTags.answer("13");
        var right = ToolTags.answer("42");
        assertRejected(wrong, Reject.WRONG_ANSWER);
        var result = build(new ColdStartOptions(0.5, 0, 2, 0), wrong, right, wrong, wrong);
        assertThat(result.examples()).hasSize(3);
        assertThat(result.statistics().wrongAnswers()).isEqualTo(2);
        assertThat(result.statistics().rejects()).containsExactly(Map.entry("wrong_answer", 1));
        assertThat(result.statistics().toText()).contains("2 wrong answers", "wrong_answer 1");
    }

    @Test
    void givingUpAfterAFailureNeedsAQuotaOfItsOwn() {
        var givenUp = block("1/0", "") + "\nBy hand.\n" + ToolTags.answer("42");
        var result = build(new ColdStartOptions(1, 0.5, 2, 0), givenUp, givenUp);
        assertThat(result.statistics().givenUp()).isEqualTo(1);
        assertThat(result.rejected()).singleElement().extracting(ColdStart.Rejected::reason).isEqualTo(Reject.FAILED_SCRIPT);
    }

    @Test
    void aRewriterThatThrowsCostsOneTrace() {
        var traces = List.of(new TextTrace(PROBLEM, "bad"), new TextTrace(PROBLEM, ToolTags.answer("42")));
        var result = new ColdStart((trace, random) -> {
            if (trace.reasoning().equals("bad")) throw new IllegalStateException("refused");
            return trace.reasoning();
        }, ColdStartTest::run, String::equals, Prompt.of("demo"), ColdStartOptions.DEFAULT).build(traces);
        assertThat(result.examples()).hasSize(1);
        assertThat(result.rejected()).singleElement().satisfies(r -> assertThat(r.detail()).isEqualTo("refused"));
    }

    @Test
    void statisticsAreWrittenAsJson(@TempDir Path folder) throws IOException {
        var statistics = build(block("print(6*7)", "42") + ToolTags.answer("42"), "nothing").statistics();
        var file = folder.resolve("statistics.json");
        statistics.write(file);
        var json = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(json.path("rows").asInt()).isEqualTo(1);
        assertThat(json.path("rejects").path("no_answer").asInt()).isEqualTo(1);
    }

    @Test
    void theProgrammaticTeacherPassesVerification() throws IOException {
        var problems = new MiniAime();
        try (var python = PythonRunner.start()) {
            var runner = python.caching();
            var teacher = new ProgrammaticTeacher(problems, TraceMix.TOOL, runner);
            var traces = problems.stream(Split.TRAIN, 1).limit(1500).map(p -> teacher.textTrace(p, 2, p.id().hashCode())).toList();
            var options = new ColdStartOptions(0.10, 0.12, 2, 3);
            var coldStart = new ColdStart(teacher, runner, String::equals, Prompt.of("demo"), options);
            var result = coldStart.build(traces);
            assertThat(result.rejected()).isEmpty();
            var statistics = result.statistics();
            assertThat(statistics.replacedOutputs()).isZero();
            assertThat(statistics.rowsWithCode() / 1500.0).isBetween(0.38, 0.50);
            assertThat(statistics.corrections() / 1500.0).isBetween(0.045, 0.095);
            assertThat(statistics.givenUp() / 1500.0).isBetween(0.035, 0.085);
            assertThat(statistics.wrongAnswers() / 1500.0).isBetween(0.015, 0.065);
            var oneThread = new ColdStart(teacher, runner, String::equals, Prompt.of("demo"), new ColdStartOptions(0.10, 0.12, 1, 3));
            assertThat(oneThread.build(traces).examples()).isEqualTo(result.examples());
        }
    }

    @Test
    void theTextMixHoldsNoCodeAndNoWrongAnswer() {
        var problems = new MiniAime();
        var teacher = new ProgrammaticTeacher(problems, TraceMix.TEXT, ColdStartTest::run);
        var traces = problems.stream(Split.TRAIN, 1).limit(300).map(p -> teacher.textTrace(p, 2, 0)).toList();
        var result = new ColdStart(teacher, ColdStartTest::run, String::equals, Prompt.of("demo"), ColdStartOptions.DEFAULT).build(traces);
        assertThat(result.examples()).hasSize(300);
        assertThat(result.statistics().blocks()).isZero();
        assertThat(result.examples().stream().map(SupervisedExample::response).collect(Collectors.joining())).doesNotContain("<code>");
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> new ColdStartOptions(-0.1, 0, 1, 0)).hasMessageContaining("wrongAnswers").hasMessageContaining("-0.1");
        assertThatThrownBy(() -> new ColdStartOptions(0, 0, 0, 0)).hasMessageContaining("threads");
    }
}
