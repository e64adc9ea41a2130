package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RealDataSetsTest {

    @ParameterizedTest
    @CsvSource({"aime/aime24.jsonl, 30, aime24-01, 45", "aime/aime25.jsonl, 30, aime25-01, 70",
        "amc/aimo_validation_amc.jsonl, 83, aimo_validation_amc-0, 142", "amc/qwen_amc23.jsonl, 40, qwen_amc23-0, 27",
        "gsm8k/test.jsonl, 1319, test-01, 18", "gsm8k/train.jsonl, 7473, train-01, 72", "dapo/dapo_math_17k.jsonl, 17917, dapo-0, 34"})
    void numericDataSetsLoadAsTheyAre(String file, int size, String firstId, String firstAnswer) throws IOException {
        var set = new ProblemReader().numeric().read(RealData.file(file));
        assertThat(set.problems()).hasSize(size).extracting(Problem::id).doesNotHaveDuplicates();
        assertThat(set.problems()).allSatisfy(problem -> assertThat(problem.question()).isNotBlank());
        assertThat(set.problems().getFirst().id()).isEqualTo(firstId);
        assertThat(set.problems().getFirst().answer()).isEqualTo(firstAnswer);
        assertThat(set.problems()).allSatisfy(problem -> assertThat(problem.answer()).matches("-?(0|[1-9]\\d*)(\\.\\d+)?"));
    }

    @Test
    void aime24HoldsTheThirtyAnswersOf2024() throws IOException {
        var answers = new ProblemReader().numeric().read(RealData.file("aime/aime24.jsonl")).problems().stream().map(Problem::answer)
                .toList();
        assertThat(answers).startsWith("45", "116", "540", "468").endsWith("480", "321", "699");
        assertThat(answers).contains("33", "23").noneMatch(answer -> answer.startsWith("0"));
    }

    @Test
    void theOneOldAimeAnswerThatIsNoNumberIsFound() throws IOException {
        var file = RealData.file("aime/aime_1983_2024.csv");
        assertThat(new ProblemReader().read(file).problems()).hasSize(933).first()
                .satisfies(problem -> assertThat(problem.id() + " " + problem.answer()).isEqualTo("1983-1 60"));
        var numbers = new ProblemReader().numeric().skipping().read(file);
        assertThat(numbers.problems()).hasSize(932);
        assertThat(numbers.skipped()).singleElement().asString().contains(":886: the answer must be a number, got 080 or 081");
    }

    @Test
    void math500AnswersStayLatex() throws IOException {
        var set = new ProblemReader().read(RealData.file("math/math500.jsonl"));
        assertThat(set.problems()).hasSize(500).anyMatch(problem -> problem.answer().contains("\\frac"));
        assertThatThrownBy(() -> new ProblemReader().numeric().read(RealData.file("math/math500.jsonl")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("must be a number");
    }

    @Test
    void aLenientReaderCountsWhatItLeavesOut() throws IOException {
        var set = new ProblemReader().numeric().skipping().read(RealData.file("bench/olympiadbench_674.jsonl"));
        assertThat(set.size() + set.skipped().size()).isEqualTo(675);
        assertThat(set.skipped()).isNotEmpty().allSatisfy(message -> assertThat(message).contains("olympiadbench_674.jsonl:"));
    }

    @Test
    void parquetIsNamedAsSuch() {
        var file = RealData.file("dapo/dapo_math_17k.parquet");
        assertThatThrownBy(() -> new ProblemReader().read(file)).isInstanceOf(DatasetException.class).hasMessageContaining("parquet");
    }

    /// MathCoder's and ToRA's traces are in other formats than ours: the verification must reject them, with a reason, and never throw.
    @Test
    void foreignTracesAreRejectedWithAReason() throws IOException {
        for (var name : List.of("traces/mathcoder_l7b_math_correct.jsonl", "traces/tora_code_34b_gsm8k_outputs.jsonl")) {
            for (var line : java.nio.file.Files.readAllLines(RealData.file(name)).subList(0, 200)) {
                assertThat(TraceParser.parse(line)).isInstanceOf(ParsedTrace.Malformed.class);
            }
        }
    }
}
