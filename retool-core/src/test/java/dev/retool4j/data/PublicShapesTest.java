package dev.retool4j.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The shapes in which the usual sets are published, each with a problem of our own in it.
class PublicShapesTest {
    private static final String WRAPPED = """
            Solve the following math problem step by step. The last line of your response should be of the form Answer: %s \
            where $Answer is the answer to the problem.

            What is
            $1+1$?

            Remember to put your answer on its own line after "Answer:".""";
    private static final String RETOOL = """
            Solve the following problem step by step. …

            *user question:*
            Answer the following Math Problem and put the answer in the format of \\boxed{answer}

            What is
            $1+1$?


            Remember to place the final answer in the last part using the format:\s
            <answer>
            \\boxed{'The final answer goes here.'}
            </answer>""";
    @TempDir
    Path folder;

    private List<Problem> parquet(String query) throws IOException {
        return ProblemReader.DEFAULT.read(DuckDb.parquet(folder.resolve("set.parquet"), query)).problems();
    }

    private List<Problem> lines(String... rows) throws IOException {
        return ProblemReader.DEFAULT.read(Files.writeString(folder.resolve("set.jsonl"), String.join("\n", rows))).problems();
    }

    @Test
    void dapoInItsThreeForms() throws IOException {
        var verl = WRAPPED.formatted("$Answer (without quotes)");
        assertThat(parquet("""
                SELECT 'math_dapo' AS data_source, [{'content': '%s', 'role': 'user'}] AS prompt, 'MATH' AS ability,
                {'ground_truth': '34', 'style': 'rule-lighteval/MATH_v2'} AS reward_model, {'index': '9a9b6eb4-a1cb'} AS extra_info
                FROM range(100)""".formatted(verl))).containsExactly(new Problem("9a9b6eb4-a1cb", "What is\n$1+1$?", "34"));
        assertThat(parquet("""
                SELECT 'What is $1+1$?' AS prompt, '34' AS solution, 'math_dapo' AS data_source,
                [{'content': '%s', 'role': 'user'}] AS source_prompt, {'ground_truth': '34', 'style': 'rule'} AS reward_model,
                {'index': 'abc'} AS extra_info""".formatted(verl))).containsExactly(new Problem("abc", "What is $1+1$?", "34"));
        assertThat(parquet("SELECT [{'content': '%s', 'role': 'user'}] AS prompt, '34' AS label"
                .formatted(WRAPPED.formatted("\\boxed{$Answer}")))).containsExactly(new Problem("set-01", "What is\n$1+1$?", "34"));
        assertThat(lines("{\"prompt\":\"What is $1+1$?\",\"target\":34}")).containsExactly(new Problem("set-01", "What is $1+1$?", "34"));
    }

    @Test
    void onlyAWholeWrapperIsTakenOff() {
        var verl = WRAPPED.formatted("$Answer (without quotes)");
        assertThat(QuestionText.unwrap(verl)).isEqualTo("What is\n$1+1$?");
        assertThat(QuestionText.unwrap("\n" + verl + "\n")).isEqualTo("What is\n$1+1$?");
        assertThat(QuestionText.unwrap(RETOOL)).isEqualTo("What is\n$1+1$?");
        for (var other : List.of(verl + " Thanks.", verl.substring(20), verl.replace("step by step", "slowly"),
                RETOOL.replace("*user", "*the"),
                RETOOL.substring(0, RETOOL.length() - 3), verl.substring(0, 160), "Solve the following equation: $x=1$"))
            assertThat(QuestionText.unwrap(other)).isEqualTo(other.strip());
    }

    @Test
    void aimeInItsPublicForms() throws IOException {
        // HuggingFaceH4/aime_2024, AI-MO/aimo-validation-aime, yentinglin/aime_2025
        assertThat(parquet(
                "SELECT 60 AS id, 'A?' AS problem, 'So \\boxed{24}.' AS solution, '024' AS answer, 'https://x' AS url, 2024 AS year"))
                .containsExactly(new Problem("set-60", "A?", "24", Map.of("year", "2024")));
        // Maxwell-Jia/AIME_2024
        assertThat(lines("{\"ID\":\"2024-II-4\",\"Problem\":\"A?\",\"Solution\":\"So 33.\",\"Answer\":33}"))
                .containsExactly(new Problem("2024-II-4", "A?", "33"));
        // opencompass/AIME2025
        assertThat(lines("{\"question\":\"A?\",\"answer\":\"70\"}")).containsExactly(new Problem("set-01", "A?", "70"));
        // math-ai/aime24
        assertThat(parquet("SELECT 61 AS id, 'A?' AS problem, '\\boxed{113}' AS solution, 'https://x' AS url"))
                .containsExactly(new Problem("set-61", "A?", "113"));
        // ReTool's own evaluation
        assertThat(lines("{\"input\":\"A?\",\"output\":\"45\"}")).containsExactly(new Problem("set-01", "A?", "45"));
        // MathArena/aime_2025
        assertThat(parquet("SELECT 1 AS problem_idx, 'A?' AS problem, 70 AS answer, ['Number Theory', 'Algebra'] AS problem_type"))
                .containsExactly(new Problem("set-1", "A?", "70", Map.of("problem_type", "Number Theory, Algebra")));
        // BytedTsinghua-SIA/AIME-2024: each problem 32 times
        assertThat(parquet("SELECT [{'content': 'A?', 'role': 'user'}] AS prompt, {'ground_truth': '204'} AS reward_model FROM range(32)"))
                .containsExactly(new Problem("set-01", "A?", "204"));
        // AI-MO/aimo-validation-amc
        assertThat(parquet("SELECT 0 AS id, 'A?' AS problem, 142.0::DOUBLE AS answer, 'https://x' AS url"))
                .containsExactly(new Problem("set-0", "A?", "142"));
    }

    @Test
    void mathTakesItsAnswerFromTheLastBox() throws IOException {
        assertThat(parquet("""
                SELECT 'A?' AS problem, 'Level 5' AS level, 'Algebra' AS type,
                'First \\boxed{x}, so \\[\\boxed{\\frac{1}{\\sqrt{2}}}.\\]' AS solution""")).containsExactly(
                new Problem("set-01", "A?", "\\frac{1}{\\sqrt{2}}", Map.of("level", "5", "type", "Algebra")));
        assertThat(lines("""
                {"problem":"A?","solution":"\\\\boxed{3}","answer":"p - q","subject":"Precalculus","level":2,"unique_id":"test/a.json"}"""))
                .containsExactly(new Problem("test/a.json", "A?", "p - q", Map.of("level", "2", "subject", "Precalculus")));
        assertThatThrownBy(() -> lines("{\"problem\":\"A?\",\"solution\":\"no box\"}")).hasMessageContaining("set.jsonl:1: has no answer");
    }

    @Test
    void gsm8kTakesItsAnswerFromBehindTheMark() throws IOException {
        assertThat(parquet("SELECT 'A?' AS question, 'He has 2*3=<<2*3=6>>6.\n#### 1,006' AS answer"))
                .containsExactly(new Problem("set-01", "A?", "1006"));
    }

    @Test
    void olympiadBenchListsItsAnswers() throws IOException {
        assertThat(lines("{\"id\":1606,\"subfield\":\"Algebra\",\"question\":\"A?\",\"final_answer\":[\"2\"]}",
                "{\"id\":1607,\"subfield\":\"Algebra\",\"question\":\"B?\",\"final_answer\":[\"1\",\"03\"]}")).extracting(Problem::answer)
                .containsExactly("2", "1, 3");
    }

    @Test
    void aConversationMayHaveItsTextInParts() throws IOException {
        assertThat(lines("""
                {"messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"What "},\
                {"type":"text","content":"is 2?"}]}],"gt":2}""")).containsExactly(new Problem("set-01", "What is 2?", "2"));
    }

    @Test
    void retoolSftIsReadFromParquet() throws IOException {
        var reply = "By code.\n<code>\n```python\nprint(2)\n```\n</code>\n<interpreter>\n2\n</interpreter>\n\nSo.\n<answer>\n\\boxed{2}\n</answer>";
        var file = DuckDb.parquet(folder.resolve("train_2000.parquet"),
                "SELECT [{'role': 'user', 'content': '%s'}, {'role': 'assistant', 'content': '%s'}] AS messages"
                        .formatted(RETOOL.replace("'", "''"), reply));
        assertThat(SupervisedExamples.isIn(file)).isTrue();
        assertThat(SupervisedExamples.read(file)).singleElement().satisfies(example -> {
            assertThat(example.prompt()).isEqualTo(RETOOL);
            assertThat(example.response()).isEqualTo(reply);
            assertThat(example.problem().answer()).isEqualTo("2");
        });
        assertThat(SupervisedExamples.isIn(DuckDb.parquet(folder.resolve("p.parquet"), "SELECT 'A?' AS question, 1 AS answer"))).isFalse();
    }
}
