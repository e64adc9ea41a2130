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
        "gsm8k/test.jsonl, 1319, test-01, 18", "gsm8k/train.jsonl, 7473, train-01, 72", "dapo/dapo_math_17k.jsonl, 17917, dapo-0, 34",
        "dapo/dapo_math_17k.parquet, 17917, dapo_math_17k-0, 34"})
    void numericDataSetsLoadAsTheyAre(String file, int size, String firstId, String firstAnswer) throws IOException {
        var set = ProblemReader.DEFAULT.keepingDuplicates().demandingNumbers().read(RealData.file(file));
        assertThat(set.problems()).hasSize(size).extracting(Problem::id).doesNotHaveDuplicates();
        assertThat(set.problems()).allSatisfy(problem -> assertThat(problem.question()).isNotBlank());
        assertThat(set.problems().getFirst().id()).isEqualTo(firstId);
        assertThat(set.problems().getFirst().answer()).isEqualTo(firstAnswer);
        assertThat(set.problems()).allSatisfy(problem -> assertThat(problem.answer()).matches("-?(0|[1-9]\\d*)(\\.\\d+)?"));
    }

    @Test
    void aime24HoldsTheThirtyAnswersOf2024() throws IOException {
        var answers = ProblemReader.DEFAULT.demandingNumbers().read(RealData.file("aime/aime24.jsonl")).problems().stream()
                .map(Problem::answer)
                .toList();
        assertThat(answers).startsWith("45", "116", "540", "468").endsWith("480", "321", "699");
        assertThat(answers).contains("33", "23").noneMatch(answer -> answer.startsWith("0"));
    }

    @Test
    void theOneOldAimeAnswerThatIsNoNumberIsFound() throws IOException {
        var file = RealData.file("aime/aime_1983_2024.csv");
        assertThat(ProblemReader.DEFAULT.read(file).problems()).hasSize(933).first()
                .satisfies(problem -> assertThat(problem.id() + " " + problem.answer()).isEqualTo("1983-1 60"));
        var numbers = ProblemReader.DEFAULT.demandingNumbers().skipping().read(file);
        assertThat(numbers.problems()).hasSize(932);
        assertThat(numbers.skipped()).singleElement().asString().contains(":886: the answer must be a number, got 080 or 081");
    }

    @Test
    void math500AnswersStayLatex() throws IOException {
        var set = ProblemReader.DEFAULT.read(RealData.file("math/math500.jsonl"));
        assertThat(set.problems()).hasSize(500).anyMatch(problem -> problem.answer().contains("\\frac"));
        assertThatThrownBy(() -> ProblemReader.DEFAULT.demandingNumbers().read(RealData.file("math/math500.jsonl")))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("must be a number");
    }

    @Test
    void aLenientReaderCountsWhatItLeavesOut() throws IOException {
        var set = ProblemReader.DEFAULT.demandingNumbers().skipping().read(RealData.file("bench/olympiadbench_674.jsonl"));
        assertThat(set.size() + set.skipped().size()).isEqualTo(675);
        assertThat(set.skipped()).isNotEmpty().allSatisfy(message -> assertThat(message).contains("olympiadbench_674.jsonl:"));
    }

    @Test
    void dapoReportsItsDuplicatesAndItsAnswersAreIntegers() throws IOException {
        for (var name : List.of("dapo/dapo_math_17k.parquet", "dapo/dapo_math_17k.jsonl")) {
            var set = ProblemReader.DEFAULT.read(RealData.file(name));
            assertThat(set.rows()).isEqualTo(17917);
            assertThat(set.duplicates()).isEqualTo(729);
            assertThat(set.conflicts()).hasSize(12);
            assertThat(set.problems()).hasSize(17188);
            assertThat(ProblemStatistics.of(set.problems()).answers()).containsOnlyKeys(AnswerKind.INTEGER);
        }
    }

    @Test
    void parquetGivesWhatJsonLinesGive() throws IOException {
        var parquet = ProblemReader.DEFAULT.read(RealData.file("dapo/dapo_math_17k.parquet")).problems();
        var lines = ProblemReader.DEFAULT.read(RealData.file("dapo/dapo_math_17k.jsonl")).problems();
        assertThat(parquet).extracting(Problem::question).isEqualTo(lines.stream().map(Problem::question).toList());
        assertThat(parquet).extracting(Problem::answer).isEqualTo(lines.stream().map(Problem::answer).toList());
    }

    @Test
    void simpleRlsMathHasQuestionsAnswersAndLevels() throws IOException {
        var set = ProblemReader.DEFAULT.read(RealData.file("math/simplelr_math_35_train.parquet"));
        assertThat(set.rows()).isEqualTo(8523);
        assertThat(set.skipped()).hasSize(2).allSatisfy(message -> assertThat(message).contains("the answer is blank"));
        assertThat(set.problems().getFirst().question()).startsWith("Let $a$ and $b$ be the two real values").endsWith("Compute $p + q$.");
        assertThat(set.problems().getFirst().answer()).isEqualTo("118");
        assertThat(ProblemStatistics.of(set.problems()).tags().get("level")).containsOnlyKeys("3", "4", "5");
    }

    @Test
    void everyFileOfProblemsLoadsAsItIs() throws IOException {
        for (var name : List.of("aime/aime24.jsonl", "aime/aime25.jsonl", "aime/aime_1983_2024.csv", "amc/aimo_validation_amc.jsonl",
                "amc/qwen_amc23.jsonl", "math/math500.jsonl", "math/simplelr_math_35_train.parquet", "gsm8k/train.jsonl",
                "gsm8k/test.jsonl", "dapo/dapo_math_17k.parquet", "dapo/dapo_math_17k.jsonl", "bench/olympiadbench_674.jsonl",
                "traces/tora_examples.jsonl", "traces/tora_code_34b_gsm8k_outputs.jsonl", "traces/mathcoder_l7b_math_correct.jsonl",
                "traces/mathcoder_cl34b_gsm8k_correct.jsonl")) {
            var set = ProblemReader.DEFAULT.read(RealData.file(name));
            assertThat(set.size() + set.duplicates() + set.skipped().size()).as(name).isEqualTo(set.rows());
            assertThat(set.problems()).as(name).noneMatch(problem -> problem.question().contains("<|im_start|>"));
        }
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
