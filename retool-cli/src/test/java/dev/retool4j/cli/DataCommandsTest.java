package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.ProblemReader;
import dev.retool4j.data.SupervisedExamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DataCommandsTest {
    private static final String MARBLES = "A bag holds 17 red and 5 blue marbles, and two are drawn without looking; how many ways are there?";
    private static final String TRACE = """
            {"messages":[{"role":"user","content":"%s"},{"role":"assistant","content":"So.\\n<code>\\n```python\\nprint(2)\\n```\\n</code>\\n\
            <interpreter>\\n2\\n</interpreter>\\n<answer>\\n\\\\boxed{2}\\n</answer>"}]}
            """;
    @TempDir
    private Path folder = Path.of("");

    private String write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private String problems(String name, String... questions) throws IOException {
        var text = new StringBuilder();
        for (var question : questions)
            text.append("{\"question\":\"").append(question).append("\",\"answer\":7,\"level\":2}\n");
        return write(name, text.toString());
    }

    private String parquet(String name, String query) throws SQLException {
        var file = folder.resolve(name).toString();
        try (var connection = DriverManager.getConnection("jdbc:duckdb:"); var statement = connection.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
        }
        return file;
    }

    private static JsonNode json(Invocation invocation) {
        assertThat(invocation.out().lines()).hasSize(1);
        return JsonMapper.shared().readTree(invocation.out());
    }

    private static Invocation data(int code, String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "data";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        var invocation = Invocation.of(all);
        assertThat(invocation.code()).as(Arrays.toString(all) + "\n" + invocation.err()).isEqualTo(code);
        assertThat(invocation.err()).doesNotContain("at dev.retool4j").doesNotContain("this is a bug");
        return invocation;
    }

    @Test
    void showPrintsProblemsAsTheyAreRead() throws Exception {
        var file = parquet("own.parquet",
                "SELECT 'What is ' || i || '?' AS task, {'truth': i} AS gold, 'Level 4' AS level FROM range(9) t(i)");
        var columns = new String[]{"reading.columns.question=task", "reading.columns.answer=gold.truth"};
        var shown = data(0, "show", file, "2", columns[0], columns[1]);
        assertThat(shown.out()).isEqualTo("own-01  answer 0  level=4\n  What is 0?\n\nown-02  answer 1  level=4\n  What is 1?\n\n");
        assertThat(data(0, "show", file, columns[0], columns[1]).out()).contains("own-05").doesNotContain("own-06");
        var row = json(data(0, "show", file, "1", "--json", columns[0], columns[1])).get(0);
        assertThat(row.toString()).isEqualTo("{\"id\":\"own-01\",\"question\":\"What is 0?\",\"answer\":\"0\",\"tags\":{\"level\":\"4\"}}");
        assertThat(data(1, "show", file).err()).contains("own.parquet:1: has no question").contains("task");
    }

    @Test
    void showPrintsTracesToo() throws IOException {
        var file = write("traces.jsonl", TRACE.formatted("Find 2."));
        assertThat(data(0, "show", file).out()).contains("answer 2").contains("  Find 2.").contains("  print(2)").contains("\\boxed{2}");
        assertThat(json(data(0, "show", file, "--json")).at("/0/spans/1/kind").asString()).isEqualTo("CODE");
    }

    @Test
    void statsCountsAndReports() throws IOException {
        var file = write("mix.jsonl", """
                {"question":"One?","answer":1,"level":1}
                {"question":"Two?","answer":"\\\\frac{1}{2}","level":2}
                {"question":"One?","answer":"01"}
                {"question":" One?","answer":2}
                {"question":"Three?","answer":""}
                """);
        var text = data(0, "stats", file).out();
        assertThat(text).startsWith("mix: 2 problems from 5 rows\n").contains("2 dropped; 1 of them with another answer")
                .contains("mix.jsonl:4: the question of mix-01").contains("integer 1, fraction 1")
                .contains("1, for example mix-02 = \\frac{1}{2}").contains("mix.jsonl:5: the answer is blank").contains("1: 1, 2: 1")
                .contains("from 4 to 4, median 4");
        var json = json(data(0, "stats", file, "--json")).get(0);
        assertThat(json.path("duplicates").asInt()).isEqualTo(2);
        assertThat(json.path("non_integer").asInt()).isEqualTo(1);
        assertThat(json.at("/tags/level/2").asInt()).isEqualTo(1);
        assertThat(json(data(0, "stats", file, "--json", "reading.dedupe=false")).at("/0/problems").asInt()).isEqualTo(4);
    }

    @Test
    void statsOfTracesCountTheirCode() throws IOException {
        var file = write("traces.jsonl", TRACE.formatted("Find 2.") + TRACE.formatted("Find 1+1.") + "{\"messages\":[]}\n");
        assertThat(data(1, "stats", file).err()).contains("traces.jsonl:3: expected one user and one assistant message");
        assertThat(data(0, "stats", file, "reading.skip=true").out()).contains("traces: 2 traces").contains("2 different")
                .contains("2 traces with code (100%), 2 blocks").contains("traces.jsonl:3:");
    }

    @Test
    void statsCountTokensWithATokenizer() throws IOException {
        var tokenizer = Files.createDirectory(folder.resolve("tokenizer"));
        new dev.retool4j.chat.BpeTrainer(300, 1000, dev.retool4j.chat.BpeTrainer.SPECIAL_TOKENS).train(java.util.List.of("a b"))
                .write(tokenizer);
        var json = json(data(0, "stats", problems("p.jsonl", "abcd?"), "--tokenizer", tokenizer.toString(), "--json"));
        assertThat(json.at("/0/tokens/most").asInt()).isEqualTo(5);
        assertThat(data(1, "stats", problems("p.jsonl", "abcd?"), "--tokenizer", folder.resolve("none").toString()).err()).contains("none");
    }

    @Test
    void convertWritesWhatTheReaderTakes() throws Exception {
        var file = parquet("raw.parquet", "SELECT 'Q ' || i % 50 AS problem, i % 50 AS answer FROM range(200) t(i)");
        var out = folder.resolve("out.jsonl");
        var said = data(0, "convert", file, out.toString());
        assertThat(said.out()).isEqualTo(out + ": 50 rows of problems\n");
        assertThat(said.err()).contains("150 rows have a question that came before");
        assertThat(ProblemReader.DEFAULT.read(out).problems()).isEqualTo(ProblemReader.DEFAULT.read(Path.of(file)).problems());
        assertThat(data(1, "convert", file, out.toString()).err()).contains("exists already").contains("--clean");
        assertThat(data(1, "convert", out.toString(), out.toString(), "--clean").err()).contains("another file than the one that is read");
        assertThat(json(data(0, "convert", file, out.toString(), "--clean", "--json", "reading.limit=3")).path("rows").asInt())
                .isEqualTo(3);
    }

    @Test
    void aSampleRepeatsForASeedAndKeepsTheOrder() throws Exception {
        var file = parquet("raw.parquet", "SELECT 'Q ' || i AS problem, i AS answer FROM range(100) t(i)");
        var names = new String[]{"a.jsonl", "b.jsonl", "c.jsonl"};
        for (int i = 0; i < 3; i++)
            data(0, "convert", file, folder.resolve(names[i]).toString(), "sample=10", "seed=" + (i < 2 ? 1 : 2));
        var first = Files.readString(folder.resolve("a.jsonl"));
        assertThat(first.lines()).hasSize(10);
        assertThat(Files.readString(folder.resolve("b.jsonl"))).isEqualTo(first);
        assertThat(Files.readString(folder.resolve("c.jsonl"))).isNotEqualTo(first);
        assertThat(ProblemReader.DEFAULT.read(folder.resolve("a.jsonl")).problems()).extracting(p -> Integer.parseInt(p.answer()))
                .isSorted();
    }

    @Test
    void tracesConvertToEachForm() throws IOException {
        var file = write("in.jsonl", TRACE.formatted("Find 2.") + TRACE.formatted("Find 2.") + TRACE.formatted("Find 1+1."));
        var spans = folder.resolve("spans.jsonl");
        var messages = folder.resolve("messages.jsonl");
        var problems = folder.resolve("problems.jsonl");
        assertThat(data(0, "convert", file, spans.toString()).err()).contains("1 traces came before");
        data(0, "convert", spans.toString(), messages.toString(), "--to", "messages");
        data(0, "convert", messages.toString(), problems.toString(), "--to", "problems");
        assertThat(SupervisedExamples.read(spans)).hasSize(2);
        assertThat(SupervisedExamples.read(messages)).extracting(example -> example.response())
                .isEqualTo(SupervisedExamples.read(spans).stream().map(example -> example.response()).toList());
        assertThat(ProblemReader.DEFAULT.read(problems).problems()).extracting(p -> p.question() + p.answer())
                .containsExactly("Find 2.2", "Find 1+1.2");
        var refused = data(2, "convert", problems.toString(), folder.resolve("no.jsonl").toString(), "--to", "messages");
        assertThat(refused.err()).contains("holds problems, no traces");
        assertThat(folder.resolve("no.jsonl")).doesNotExist();
    }

    @Test
    void checkFindsEvaluationProblems() throws IOException {
        var training = problems("train.jsonl", "What is 1+1 in base 3?", MARBLES + " Give the last digit.", "A b c?");
        var dirty = problems("dirty.jsonl", MARBLES, "Something else altogether?");
        var clean = problems("clean.jsonl", MARBLES.replace("17", "16").replace("5 blue", "9 blue"));
        var found = data(1, "check", training, "--against", dirty, clean);
        assertThat(found.out()).contains("dirty-01 in train-02  100% of the runs of words").containsPattern("dirty +2 +1 +0 +1 +1\n")
                .containsPattern("clean +1 +0 +0 +0 +0\n").contains("training: 3 problems");
        assertThat(data(0, "check", training, "--against", clean).out()).doesNotContain("train-02");
        assertThat(data(1, "check", training, "--pairs", "0", "--against", dirty).out()).doesNotContain("train-02");
        var json = json(data(1, "check", training, "--json", "--against", dirty, "rule.share=0.9"));
        assertThat(json.at("/sets/0/found").asInt()).isEqualTo(1);
        assertThat(json.at("/sets/0/pairs/0/training").asString()).isEqualTo("train-02");
        assertThat(data(0, "check", training, "rule.numbers=1", "--against", clean).out()).contains("clean");
    }

    @Test
    void wrongUseIsExplained() throws IOException {
        assertThat(data(2).err()).contains("data needs a command");
        assertThat(data(2, "show").err()).contains("one file is shown at a time");
        assertThat(data(2, "show", "a.jsonl", "some").err()).contains("whole number").contains("some");
        assertThat(data(2, "stats").err()).contains("no data file named");
        assertThat(data(2, "convert", "a.jsonl").err()).contains("a file to read and a file to write");
        assertThat(data(2, "convert", "a.jsonl", "b.jsonl", "--to", "xml").err()).contains("xml");
        assertThat(data(2, "check", "a.jsonl").err()).contains("--against");
        assertThat(data(2, "stats", "a.jsonl", "reading.dedup=false").err()).contains("did you mean 'reading.dedupe'?");
        assertThat(data(1, "show", folder.resolve("none.parquet").toString()).err()).contains("no such file or folder");
        assertThat(data(1, "show", folder.toString()).err()).contains("is a folder");
        assertThat(data(1, "show", write("cut.parquet", "PAR1 and no more of it than this")).err())
                .contains("cut.parquet: is no parquet file that can be read");
        assertThat(data(0, "check", "a.jsonl", "--against", "b.jsonl", "--dry-run").out()).containsPattern("rule.words +8 ");
    }

    @Test
    void dapoIsReadFromParquetWithWhatThereIsToReport() {
        var folder = System.getenv("RETOOL_DATA");
        var file = (folder == null ? Path.of("..", "..", "shared", "data") : Path.of(folder)).resolve("dapo/dapo_math_17k.parquet");
        Assumptions.assumeTrue(Files.isReadable(file), () -> "no " + file + "; set RETOOL_DATA to the folder with the real data sets");
        assertThat(data(0, "stats", file.toString()).out()).contains("17 188 problems from 17 917 rows")
                .contains("729 dropped; 12 of them with another answer").contains("integer 17 188").containsPattern("no integer +none");
    }
}
