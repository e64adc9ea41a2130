package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class MainTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void anUnknownOptionIsWrongUseWithASuggestion() {
        var run = Invocation.of("train", "--dry-rum");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("""
                error: Unknown option: '--dry-rum'
                       did you mean --dry-run?
                """);
    }

    @Test
    void anUnknownCommandIsWrongUse() {
        var run = Invocation.of("trian");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("error: there is no command 'trian'\n       did you mean train?\n");
    }

    @Test
    void anUnknownKeyIsWrongUseAndTheRightOneIsNamed() {
        var run = Invocation.of("bench", "bach=3");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("bach").contains("did you mean 'batch'?");
    }

    @Test
    void aValueOutOfRangeSaysTheRangeAndWhereItStands() throws IOException {
        var file = Files.writeString(folder.resolve("bench.yaml"), "rounds: 3\nbatch: 0\n");
        var run = Invocation.of("bench", file.toString(), "--dry-run");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("batch must be from 1 to 4096, got 0").contains("bench.yaml");
    }

    @Test
    void anArgumentThatIsNoFileAndNoKeyIsExplained() {
        var run = Invocation.of("bench", "nowhere.yaml");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).startsWith("error: 'nowhere.yaml' is neither a configuration file nor key=value");
    }

    @Test
    void aDryRunShowsWhereEachValueComesFrom() throws IOException {
        var file = Files.writeString(folder.resolve("bench.yaml"), "rounds: 3\n");
        var run = Invocation.of("bench", file.toString(), "batch=8", "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out().lines()).anySatisfy(line -> assertThat(line).matches("batch +8 +command line"))
                .anySatisfy(line -> assertThat(line).matches("rounds +3 +.*bench\\.yaml:1"))
                .anySatisfy(line -> assertThat(line).matches("length +128 +default"));
    }

    @Test
    void aDryRunIsAlsoJson() {
        var json = JsonMapper.shared()
                .readTree(Invocation.of("eval", "runs/x", "--data", "a b.jsonl", "--samples", "4", "--dry-run", "--json").out());
        assertThat(json.at("/configuration/samples").asInt()).isEqualTo(4);
        assertThat(json.at("/configuration/data/0").asString()).isEqualTo("a b.jsonl");
        assertThat(json.at("/configuration/rollout/sampling/top_p").asDouble()).isEqualTo(0.7);
        assertThat(json.at("/sources/samples").asString()).isEqualTo("command line");
    }

    @Test
    void columnsAreMappedByConfiguration() {
        for (var command : java.util.List.of("train", "eval runs/x --data x.parquet", "data show x.parquet",
                "data convert a.csv b.jsonl")) {
            var arguments = (command + " --dry-run reading.columns.question=prompt reading.columns.answer=reward_model.ground_truth"
                    + " reading.columns.id=[extra_info.index] reading.numeric=true reading.limit=7").split(" ");
            var run = Invocation.of(arguments);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).containsPattern("reading.columns.question +\\[prompt] ").containsPattern("reading.limit +7 ")
                    .containsPattern("reading.columns.answer +\\[reward_model.ground_truth] ")
                    .containsPattern("reading.dedupe +true +default");
        }
        assertThat(Invocation.of("train", "--dry-run", "evaluation.reading.columns.question=frage", "contamination=remove").out())
                .containsPattern("evaluation.reading.columns.question +\\[frage]").containsPattern("contamination +remove");
        assertThat(Invocation.of("data", "show", "x", "--dry-run", "reading.limit=-1").err()).contains("limit must be 0 (all) or positive");
    }

    @Test
    void allRolloutOptionsCanBeSet() {
        var run = Invocation.of("solve", "runs/x", "1+1?", "--dry-run", "rollout.limits.wall=2s", "rollout.output.errors=traceback",
                "rollout.sampling.banned=['<code>']", "rollout.trajectory_seconds=60");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("traceback").contains("2s").contains("<code>");
    }

    @Test
    void resumeAndCleanExcludeEachOther() {
        var run = Invocation.of("train", "--resume", "--clean");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--resume").contains("mutually exclusive");
    }

    @Test
    void aMissingCheckpointFailsWithThePlaceAndTheRemedy() {
        var run = Invocation.of("eval", folder.resolve("none").toString(), "--data", "x.jsonl");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("error: no checkpoint " + folder.resolve("none")).contains("name a run");
    }

    @Test
    void debugShowsTheStack() {
        assertThat(Invocation.of("bench", "nowhere.yaml", "--debug").err()).contains("at dev.retool4j.cli.Arguments");
        assertThat(Invocation.of("bench", "nowhere.yaml").err()).doesNotContain("at dev.retool4j");
    }

    @Test
    void errorsAreRedOnATerminalOnly() {
        var terminal = new Terminal(true, true, true, 100);
        assertThat(Invocation.on(terminal, "bench", "nowhere.yaml").err()).startsWith("\u001b[31merror: \u001b[0m");
        assertThat(Invocation.on(terminal, "bench", "nowhere.yaml", "--no-color").err()).startsWith("error: ");
    }
}
