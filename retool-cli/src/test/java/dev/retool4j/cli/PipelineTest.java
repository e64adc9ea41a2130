package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Policy;
import dev.retool4j.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The commands one after the other, as a user goes through them: each takes what the one before it wrote.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PipelineTest {
    @TempDir
    private static Path folder = Path.of("");

    private static Invocation run(String... arguments) {
        var invocation = Invocation.of(arguments);
        assertThat(invocation.code()).as(String.join(" ", arguments) + "\n" + invocation.err()).isZero();
        return invocation;
    }

    private static Path path(String name) {
        return folder.resolve(name);
    }

    @Test
    @Order(1)
    void coldStartWritesTraces() throws IOException {
        run("cold-start", "traces=60", "out=" + path("cold"), "sandbox.local.learn=false");
        var examples = SupervisedExamples.read(path("cold/examples.jsonl"));
        var model = Files.createDirectory(path("model"));
        new BpeTrainer(400, 1000, BpeTrainer.SPECIAL_TOKENS).train(examples.stream().map(e -> e.prompt() + e.response()).toList())
                .write(model);
        try (var tokenizer = HuggingFaceTokenizer.load(model)) {
            var config = new ModelConfig(tokenizer.vocabularySize(), 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 512, true);
            new Policy(Initialization.random(config, 1), tokenizer, model).save(model);
        }
    }

    private static Invocation fineTune(String... more) {
        var arguments = new ArrayList<>(List.of("sft", "model=" + path("model"), "data=[" + path("cold/examples.jsonl") + "]", "name=sft",
                "runs=" + path("runs"), "sft.steps=6", "sft.tokens_per_step=2000", "checkpoint_every=3",
                "sft.optimizer.learning_rate=0.001"));
        arguments.addAll(List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    @Test
    @Order(2)
    void fineTuningGoesOnFromACheckpointToTheSameEnd() throws IOException {
        goesOnToTheSameEnd("sft", "model.safetensors");
    }

    /// What is saved is rounded, training is not.
    @Test
    @Order(2)
    void aCheckpointInHalfPrecisionAndSeveralFilesGoesOnToTheSameEnd() throws IOException {
        goesOnToTheSameEnd("sft16", "master.safetensors", "name=sft16", "save.dtype=bf16", "save.max_shard_size=20KB");
        var last = path("runs/sft16/checkpoints/step-000006");
        assertThat(last).isDirectoryContaining("glob:**/model-00002-of-*.safetensors")
                .isDirectoryNotContaining("glob:**/model.safetensors");
        assertThat(last.resolve("master.safetensors")).hasBinaryContent(
                Files.readAllBytes(path("runs/sft/checkpoints/step-000006/model.safetensors")));
        assertThat(last.resolve("config.json")).content().contains("\"torch_dtype\" : \"bfloat16\"");
    }

    private static void goesOnToTheSameEnd(String name, String weights, String... more) throws IOException {
        fineTune(more);
        var last = path("runs/" + name + "/checkpoints/step-000006");
        var whole = Files.readAllBytes(last.resolve(weights));
        try (var files = Files.list(last)) {
            for (var file : files.toList())
                Files.delete(file);
        }
        Files.delete(last);
        var resumed = new ArrayList<>(List.of(more));
        resumed.add("--resume");
        assertThat(fineTune(resumed.toArray(String[]::new)).err()).contains("going on after step 3").doesNotContain("step 3/6")
                .contains("step 4/6");
        assertThat(last.resolve(weights)).hasBinaryContent(whole);
    }

    @Test
    @Order(2)
    void fineTuningMayBeInToolCallForm() throws IOException {
        var template = Files.writeString(path("hermes.jinja"),
                """
                        {%- for m in messages %}{{- '<|' + m.role + '|>' + m.content }}
                            {%- for c in m.tool_calls %}{{- '\n<tool_call>' + c.function | tojson + '</tool_call>' }}{% endfor %}{{- '<|endoftext|>' }}
                        {%- endfor %}{%- if add_generation_prompt %}{{- '<|assistant|>' }}{% endif %}""");
        var tuned = fineTune("name=calls", "sft.steps=2", "prompt=verl", "chat.protocol=tool_calls", "chat.template=" + template);
        assertThat(tuned.err()).contains("step 2/2").doesNotContain("cannot be written");
        var refused = Invocation.of("sft", "model=" + path("model"), "data=[" + path("cold/examples.jsonl") + "]", "runs=" + path("runs"),
                "name=refused", "chat.protocol=tool_calls");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("prompt=verl");
        assertThat(path("runs/refused")).doesNotExist();
    }

    @Test
    @Order(3)
    void reinforcementLearningTakesTheFineTunedRun() throws IOException {
        var problems = Files.writeString(path("problems.jsonl"),
                "{\"id\":\"a\",\"problem\":\"What is 6 times 7?\",\"answer\":\"42\"}\n{\"id\":\"b\",\"problem\":\"What is 2 plus 2?\",\"answer\":4}\n");
        var trained = run("train", "model=" + path("runs/sft"), "data=[" + problems + "]", "name=rl", "runs=" + path("runs"),
                "rl.algorithm=grpo",
                "rl.steps=2", "rl.prompts_per_step=2", "rl.group_size=2", "rl.minibatches=1", "rollout.response_tokens=40",
                "max_length=400",
                "rollout.prompt=demo", "evaluation.data=[" + problems + "]", "evaluation.samples=1");
        assertThat(trained.err()).contains("2 of 2 training problems hold 2 of the 2 evaluation problems");
        var learned = RunDirectory.read(path("runs/rl"));
        assertThat(learned.checkpoints().latest()).contains(2);
        assertThat(learned.evaluations().steps()).containsExactly(0, 2);
    }

    @Test
    @Order(4)
    void evaluationPrintsItsProtocol() throws IOException {
        var evaluation = run("eval", path("runs/rl").toString(), "--data", path("problems.jsonl").toString(), "--samples", "2", "--json",
                "rollout.response_tokens=40", "rollout.prompt=demo");
        var json = JsonMapper.shared().readTree(evaluation.out());
        assertThat(json.toString()).contains("\"samples per problem\":\"2\"").contains("\"problems\":\"2\"");
    }

    @Test
    @Order(5)
    void aBrokenWeightsFileIsNamedAndNothingIsLost() throws IOException {
        var copy = Files.createDirectory(path("broken"));
        try (var files = Files.list(path("model"))) {
            for (var file : files.toList())
                Files.copy(file, copy.resolve(file.getFileName()));
        }
        var weights = copy.resolve("model.safetensors");
        Files.write(weights, java.util.Arrays.copyOf(Files.readAllBytes(weights), 20_000));
        var refused = Invocation.of("eval", copy.toString(), "--data", path("problems.jsonl").toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("model.safetensors").doesNotContain("at dev.retool4j");
        Files.delete(weights);
        var missing = Invocation.of("eval", copy.toString(), "--data", path("problems.jsonl").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("model.safetensors").doesNotContain("at dev.retool4j");
    }

    @Test
    @Order(6)
    void aBrokenLineOfProblemsIsNamedByItsNumber() throws IOException {
        var broken = Files.writeString(path("broken.jsonl"), "{\"id\":\"a\",\"problem\":\"p\",\"answer\":\"42\"}\n{\"id\":\"b\",\"prob\n");
        var refused = Invocation.of("eval", path("runs/rl").toString(), "--data", broken.toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("broken.jsonl").contains("2").doesNotContain("at dev.retool4j");
    }

    private static final String[] ADAPTERS = {"lora.rank=4", "lora.alpha=8", "lora.targets=[q_proj, v_proj, down_proj]",
        "sft.pass.checkpointing=true", "sft.pass.packing=true", "sft.microbatch_tokens=500"};

    @Test
    @Order(7)
    void adaptersAreTrainedResumedEvaluatedAndMerged() throws IOException {
        var arguments = new ArrayList<>(List.of("name=lora"));
        arguments.addAll(List.of(ADAPTERS));
        goesOnToTheSameEnd("lora", "adapter_model.safetensors", arguments.toArray(String[]::new));
        var last = path("runs/lora/checkpoints/step-000006");
        assertThat(last).isDirectoryNotContaining("glob:**/model.safetensors").isDirectoryContaining("glob:**/tokenizer.json");
        run("merge", path("runs/lora").toString(), path("merged").toString());
        assertThat(run("solve", path("merged").toString(), "What is 6 times 7?", "rollout.sampling.temperature=0",
                "rollout.response_tokens=40").out())
                .isEqualTo(run("solve", path("runs/lora").toString(), "What is 6 times 7?", "rollout.sampling.temperature=0",
                        "rollout.response_tokens=40").out());
        assertThat(Invocation.of("merge", path("runs/lora").toString(), path("merged").toString()).code()).isEqualTo(2);
    }

    @Test
    @Order(8)
    void adaptersLearnByReinforcement() throws IOException {
        var problems = path("problems.jsonl");
        var trained = run("train", "model=" + path("runs/lora"), "data=[" + problems + "]", "name=rl-lora", "runs=" + path("runs"),
                "rl.algorithm=grpo", "rl.steps=2", "rl.prompts_per_step=2", "rl.group_size=2", "rl.minibatches=1",
                "rollout.response_tokens=40", "max_length=400", "rollout.prompt=demo", "evaluation.data=[" + problems + "]",
                "evaluation.samples=1", "rl.pass.checkpointing=true");
        assertThat(trained.err()).contains("memory at its peak, estimated").contains("adapters 0.00");
        assertThat(path("runs/rl-lora/checkpoints/step-000002")).isDirectoryContaining("glob:**/adapter_model.safetensors");
        var refused = Invocation.of("sft", "model=" + path("runs/lora"), "data=[" + path("cold/examples.jsonl") + "]", "name=twice",
                "runs=" + path("runs"), "lora.rank=2");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("has adapters already").contains("retool merge");
    }

    @Test
    @Order(9)
    void aPolicyIsFineTunedInHalfPrecision() {
        assertThat(fineTune("name=half", "precision=bf16", "save.dtype=bf16").err()).contains("master weights");
        assertThat(path("runs/half/checkpoints/step-000006")).isDirectoryNotContaining("glob:**/master.safetensors");
    }

    @Test
    @Order(9)
    void aDeviceThatIsNotThereIsNamed() {
        var refused = Invocation.of("sft", "model=" + path("model"), "data=[" + path("cold/examples.jsonl") + "]", "name=gpu",
                "runs=" + path("runs"), "device=cuda");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("device=cuda").contains("doctor").doesNotContain("at dev.retool4j");
        var unknown = Invocation.of("sft", "model=" + path("model"), "name=gpu", "device=tpu");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("device must be cpu, cuda");
    }
}
