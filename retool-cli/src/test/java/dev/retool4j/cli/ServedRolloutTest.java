package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.data.SupervisedExample;
import dev.retool4j.data.SupervisedExamples;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Policy;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.Evaluations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A policy that has learned a few traces with code by heart, evaluated in this process and behind `retool serve`.
class ServedRolloutTest {
    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void learnSomeTracesByHeart() throws IOException {
        run("cold-start", "traces=6", "out=" + folder.resolve("cold"), "sandbox.local.learn=false");
        var examples = SupervisedExamples.read(folder.resolve("cold/examples.jsonl"));
        var model = Files.createDirectory(folder.resolve("model"));
        new BpeTrainer(400, 1000, BpeTrainer.SPECIAL_TOKENS).train(examples.stream().map(e -> e.prompt() + e.response()).toList())
                .write(model);
        try (var tokenizer = HuggingFaceTokenizer.load(model)) {
            var config = new ModelConfig(tokenizer.vocabularySize(), 64, 2, 4, 2, 16, 128, 10000.0, 1e-6, 1024, true);
            new Policy(Initialization.random(config, 1), tokenizer, model).save(model);
        }
        run("sft", "model=" + model, "data=[" + folder.resolve("cold/examples.jsonl") + "]", "name=sft", "runs=" + folder.resolve("runs"),
                "sft.steps=150", "sft.tokens_per_step=600", "sft.optimizer.learning_rate=0.005");
        var questions = examples.stream().limit(4).map(SupervisedExample::problem).map(JsonMapper.shared()::writeValueAsString).toList();
        Files.write(folder.resolve("questions.jsonl"), questions);
    }

    private static void run(String... arguments) {
        var invocation = Invocation.of(arguments);
        assertThat(invocation.code()).as(String.join(" ", arguments) + "\n" + invocation.err()).isZero();
    }

    /// @return the step's trajectories by problem and sample
    private static Map<String, Trajectory> evaluate(String out, int step, String... more) {
        var arguments = new ArrayList<>(List.of("eval", folder.resolve("runs/sft").toString(), "--data",
                folder.resolve("questions.jsonl").toString(), "--samples", "3", "--out", folder.resolve(out).toString(),
                "rollout.prompt=demo", "rollout.response_tokens=200", "rollout.sampling.top_p=0.95"));
        arguments.addAll(List.of(more));
        run(arguments.toArray(String[]::new));
        var evaluations = new Evaluations(folder.resolve(out));
        return evaluations.index(step, "questions").stream().map(entry -> evaluations.load(step, "questions", entry).trajectory())
                .collect(Collectors.toMap(t -> t.problem().id() + "/" + t.sample(), t -> t));
    }

    @Test
    void trajectoriesAreTheSameTokenForTokenWithTheInterpreterInTheirMiddle() throws Exception {
        var here = evaluate("here", 150);
        final Map<String, Trajectory> there;
        try (var server = new ServeProcess("", folder.resolve("runs/sft").toString(), "slots=16", "rollout.response_tokens=200",
                "interpreter=false")) {
            there = evaluate("there", 0, "engine.url=" + server.url(), "engine.concurrency=16");
        }
        assertThat(there.keySet()).isEqualTo(here.keySet()).hasSize(12);
        assertThat(here.values()).as("the policy calls the interpreter").anyMatch(Trajectory::usesCode);
        here.forEach((key, trajectory) -> {
            var other = Objects.requireNonNull(there.get(key));
            assertThat(other.tokens()).as(key).isEqualTo(trajectory.tokens());
            assertThat(other.engineLogprobs()).as(key).isEqualTo(trajectory.engineLogprobs());
            assertThat(other.response()).isEqualTo(trajectory.response());
            assertThat(other.stop()).isEqualTo(trajectory.stop());
        });
    }
}
