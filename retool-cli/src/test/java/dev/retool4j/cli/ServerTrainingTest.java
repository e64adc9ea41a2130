package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Policy;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.MetricsLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Training with rollouts on `retool serve`, whose weights the trainer replaces after each step, beside the same training in one process.
class ServerTrainingTest {
    @TempDir
    private static Path folder = Path.of("");
    private static Path model = Path.of("");
    private static Path runs = Path.of("");
    private static Path problems = Path.of("");

    @BeforeAll
    static void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        runs = folder.resolve("runs");
        problems = Files.writeString(folder.resolve("problems.jsonl"),
                "{\"id\":\"a\",\"problem\":\"What is 6 times 7?\",\"answer\":\"42\"}\n{\"id\":\"b\",\"problem\":\"What is 2 plus 2?\",\"answer\":4}\n");
        new BpeTrainer(400, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("What is the sum of 12 and 30? print(12 + 30)")).write(model);
        try (var tokenizer = HuggingFaceTokenizer.load(model)) {
            var config = new ModelConfig(tokenizer.vocabularySize(), 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 512, true);
            new Policy(Initialization.random(config, 1), tokenizer, model).save(model);
        }
    }

    private static ServeProcess serve() throws IOException {
        Files.createDirectories(runs);
        return new ServeProcess("", model.toString(), "slots=16", "prompt_tokens=300", "rollout.response_tokens=40", "interpreter=false",
                "updates=" + runs);
    }

    private static Invocation train(String name, String... more) {
        var arguments = new ArrayList<>(List.of("train", "model=" + model, "data=[" + problems + "]", "name=" + name, "runs=" + runs,
                "interpreter=false", "contamination=ignore", "rl.steps=3", "rl.prompts_per_step=2", "rl.group_size=2", "rl.minibatches=1",
                "rollout.response_tokens=40", "max_length=400", "rollout.prompt=demo", "evaluation.data=[" + problems + "]",
                "evaluation.samples=1", "rl.optimizer.learning_rate=0.01", "rl.optimizer.weight_decay=0.1"));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private static List<Trace> traces(String name) {
        var run = RunDirectory.read(runs.resolve(name));
        return run.traces().index().stream().map(run.traces()::load).toList();
    }

    private static Path weights(String name) {
        return runs.resolve(name).resolve("checkpoints/step-000003/model.safetensors");
    }

    /// Without a critic nothing differs: tokens, log-probabilities and the weights at the end, to the bit.
    @Test
    void trainingOnAServerIsTheSameAsInOneProcess() throws Exception {
        var here = train("here", "rl.algorithm=grpo");
        assertThat(here.code()).as(here.err()).isZero();
        Files.createDirectories(runs.resolve("leftover/there-000002")); // of a run that was killed
        try (var server = serve()) {
            var there = train("there", "rl.algorithm=grpo", "engine.url=" + server.url(), "weights.folder=" + runs.resolve("leftover"),
                    "weights.seen_as=" + runs.resolve("leftover").toRealPath());
            assertThat(there.code()).as(there.err()).isZero();
            assertThat(there.err()).contains("rollouts on the server at " + server.url()).doesNotContain("recompute");
            assertThat(server.stop()).isZero();
        }
        var first = traces("here");
        var second = traces("there");
        assertThat(second).hasSameSizeAs(first).hasSize(12);
        for (int i = 0; i < first.size(); i++) {
            assertThat(second.get(i).trajectory().tokens()).isEqualTo(first.get(i).trajectory().tokens());
            assertThat(second.get(i).trajectory().engineLogprobs()).isEqualTo(first.get(i).trajectory().engineLogprobs());
        }
        assertThat(weights("there")).hasBinaryContent(Files.readAllBytes(weights("here")));
        assertThat(Files.readAllBytes(weights("here"))).isNotEqualTo(Files.readAllBytes(model.resolve("model.safetensors")));
        assertThat(runs.resolve("leftover")).isEmptyDirectory();
    }

    /// The server has no critic: the trainer reads the values itself. And it has no adapters: these are merged for it.
    @ParameterizedTest
    @ValueSource(ints = {0, 4})
    void theCriticsValuesAreReadWhereItStands(int rank) throws Exception {
        String[] ppo = {"lora.rank=" + rank, "rl.critic.warmup=0", "rl.optimizer.weight_decay=0"};
        var here = train("ppo-here" + rank, ppo);
        assertThat(here.code()).as(here.err()).isZero();
        try (var server = serve()) {
            var there = train("ppo-there" + rank, concat(ppo, "engine.url=" + server.url()));
            assertThat(there.code()).as(there.err()).isZero();
        }
        var first = traces("ppo-here" + rank);
        var second = traces("ppo-there" + rank);
        assertThat(second).hasSameSizeAs(first);
        for (int i = 0; i < first.size(); i++) {
            var values = first.get(i).trajectory().values();
            assertThat(second.get(i).trajectory().tokens()).isEqualTo(first.get(i).trajectory().tokens());
            assertThat(second.get(i).trajectory().values()).hasSameSizeAs(values);
            for (int t = 0; t < values.length; t++)
                assertThat(second.get(i).trajectory().values()[t]).isCloseTo(values[t], org.assertj.core.data.Offset.offset(1e-4f));
        }
        assertThat(first.getLast().trajectory().values()).isNotEqualTo(new float[first.getLast().trajectory().length()]);
        var norms = MetricsLog.series(RunDirectory.read(runs.resolve("ppo-there" + rank)).metrics().rows(), MetricNames.ACTOR_GRAD_NORM);
        assertThat(norms.values()).as("the policy learns").hasSize(3).anyMatch(norm -> norm > 0);
    }

    /// What was learned before is kept, and training goes on with it on another server.
    @Test
    void aServerThatDiesEndsTrainingInOrder() throws Exception {
        var whole = train("whole", "rl.algorithm=grpo");
        assertThat(whole.code()).as(whole.err()).isZero();
        try (var server = serve()) {
            assertThat(train("short", "rl.algorithm=grpo", "rl.steps=1", "engine.url=" + server.url()).code()).isZero();
        }
        String[] fast = {"engine.attempts=1", "engine.pause=0s", "rl.algorithm=grpo", "--resume"};
        var nobody = train("short", concat(fast, "engine.url=http://127.0.0.1:9"));
        assertThat(nobody.code()).isEqualTo(1);
        assertThat(nobody.err()).contains("nobody answers at http://127.0.0.1:9").doesNotContain("at dev.retool4j");
        try (var server = serve()) {
            var gone = train("short", concat(fast, "engine.url=" + server.url()));
            assertThat(gone.code()).as(gone.err()).isZero();
        }
        assertThat(weights("short")).hasBinaryContent(Files.readAllBytes(weights("whole")));
    }

    private static String[] concat(String[] some, String last) {
        var all = Arrays.copyOf(some, some.length + 1);
        all[some.length] = last;
        return all;
    }

    @Test
    void aServerThatMayNotChangeItsWeightsIsAnErrorThatSaysHow() throws Exception {
        try (var server = new ServeProcess("", model.toString(), "slots=16", "rollout.response_tokens=40", "interpreter=false")) {
            var refused = train("refused", "rl.algorithm=grpo", "engine.url=" + server.url());
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).contains("updates=FOLDER").contains("go on with: retool train name=refused --resume");
        }
        var nowhere = Invocation.of("serve", model.toString(), "interpreter=false", "--port", "0", "updates=" + folder.resolve("none"));
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("none is no folder");
        var wrong = train("wrong", "engine.url=http://127.0.0.1:9", "engine.api=vllm");
        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("sglang").contains("updates=FOLDER");
    }
}
