package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Policy;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.Evaluations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `eval` from end to end with the prompt that ReTool's authors released, on AIME 2024 and 2025, with a checkpoint that knows nothing. Skipped
/// where the real data sets are not: the folder that `$RETOOL_DATA` names, else `shared/data` beside the checkout.
class OfficialProtocolTest {
    /// In the form of Hermes and Qwen.
    private static final String TEMPLATE = """
            {%- if tools %}<|system|>{{ tools | tojson }}<|im_end|>
            {% endif %}
            {%- for m in messages %}
                {{- '<|' + m.role + '|>' + m.content }}
                {%- for c in m.tool_calls %}{{- '\\n<tool_call>\\n' + c.function | tojson + '\\n</tool_call>' }}{% endfor %}
                {{- '<|im_end|>\\n' }}
            {%- endfor %}
            {%- if add_generation_prompt %}{{- '<|assistant|>' }}{% endif %}""";

    @TempDir
    private static Path folder = Path.of("");

    private static Path data(String name) {
        var named = System.getenv("RETOOL_DATA");
        var file = (named == null ? Path.of("..", "..", "shared", "data") : Path.of(named)).resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), () -> "no " + file + "; set RETOOL_DATA to the folder with the real data sets");
        return file;
    }

    @BeforeAll
    static void checkpoint() throws IOException {
        var model = folder.resolve("tiny");
        var specials = List.of("<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|tool|>", "<tool_call>", "</tool_call>");
        var texts = new ArrayList<>(Files.readAllLines(data("aime/aime24.jsonl")));
        texts.addAll(Collections.nCopies(20, Files.readString(data("traces/retool_prompt_template.json"))));
        new BpeTrainer(2000, 1, specials).train(texts).write(model);
        Files.writeString(model.resolve("chat_template.jinja"), TEMPLATE);
        try (var tokenizer = HuggingFaceTokenizer.load(model)) {
            var config = new ModelConfig(tokenizer.vocabularySize(), 16, 1, 2, 1, 8, 24, 10000.0, 1e-6, 3000, true);
            new Policy(Initialization.random(config, 1), tokenizer, model).save(model);
        }
    }

    private static List<EvaluationSummary> evaluate(String out, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("eval", folder.resolve("tiny").toString(), "--data", data("aime/aime24.jsonl").toString(),
                "--data", data("aime/aime25.jsonl").toString(), "--samples", "1", "--json", "--out", folder.resolve(out).toString(),
                "reading.numeric=true", "rollout.response_tokens=24"));
        arguments.addAll(List.of(options));
        var run = Invocation.of(arguments.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).doesNotContain("left out");
        var stored = new Evaluations(folder.resolve(out)).summaries(0);
        assertThat(stored).containsOnlyKeys("aime24", "aime25");
        JsonNode printed = JsonMapper.shared().readTree(run.out());
        assertThat(printed).hasSize(2);
        for (var set : printed) {
            var summary = Objects.requireNonNull(stored.get(set.path("set").asString()));
            assertThat(summary.protocol().problems()).isEqualTo(30);
            assertThat(new Evaluations(folder.resolve(out)).traces(0, summary.set())).hasSize(30);
            summary.protocol().describe().forEach((name, value) -> assertThat(set.path("protocol").path(name).asString()).isEqualTo(value));
            assertThat(set.path("measures").path("samples").asInt()).isEqualTo(30);
        }
        return List.copyOf(stored.values());
    }

    @Test
    void inlineTagsAsTheReleasedEvaluationHandlesThem() throws IOException {
        var prompt = data("traces/retool_prompt_template.json");
        for (var summary : evaluate("retool", "rollout.prompt=" + prompt + "#retool", "rollout.chat.protocol=retool")) {
            assertThat(summary.protocol().describe()).containsEntry("top-p", "0.7").containsEntry("temperature", "1.0")
                    .containsEntry("answer extractor", "retool-evaluator")
                    .containsEntry("tool protocol", "retool, malformed calls: feedback")
                    .doesNotContainValue("unknown")
                    .hasEntrySatisfying("prompt", text -> assertThat(text).matches("retool_prompt_template.json#retool, [0-9a-f]{16}"))
                    .hasEntrySatisfying("policy", text -> assertThat(text).matches("tiny, weights [0-9a-f]{16}"))
                    .hasEntrySatisfying("interpreter", text -> assertThat(text).startsWith("local, ").contains("Python 3."));
            var first = new Evaluations(folder.resolve("retool")).traces(0, summary.set()).getFirst().trajectory();
            try (var tokenizer = HuggingFaceTokenizer.load(folder.resolve("tiny"))) {
                assertThat(tokenizer.decode(first.prompt())).startsWith("<|user|>Solve the following problem step by step.")
                        .contains(
                                "*user question:*\nAnswer the following Math Problem and put the answer in the format of \\boxed{answer}\n\n"
                                        + first.problem().question())
                        .endsWith("</answer><|im_end|>\n<|assistant|>");
            }
        }
    }

    @Test
    void toolCallMessages() throws IOException {
        for (var summary : evaluate("tools", "rollout.prompt=verl", "rollout.chat.protocol=tool_calls")) {
            assertThat(summary.protocol().describe()).containsEntry("answer extractor", "last-box").doesNotContainValue("unknown")
                    .containsEntry("tool protocol", "tool_calls, malformed calls: feedback")
                    .hasEntrySatisfying("chat template", text -> assertThat(text).matches("[0-9a-f]{16}"));
            var first = new Evaluations(folder.resolve("tools")).traces(0, summary.set()).getFirst().trajectory();
            try (var tokenizer = HuggingFaceTokenizer.load(folder.resolve("tiny"))) {
                assertThat(tokenizer.decode(first.prompt())).startsWith("<|system|>[{\"type\": \"function\"")
                        .contains("<|user|>" + first.problem().question() + "\nThe answer format must be: ").endsWith("<|assistant|>");
            }
        }
    }

    @Test
    void oneQuestionPrintsTheProtocolToo() throws IOException {
        var run = Invocation.of("solve", folder.resolve("tiny").toString(), "What is 6 times 7?", "rollout.response_tokens=24",
                "rollout.prompt=" + data("traces/retool_prompt_template.json") + "#retool", "rollout.chat.protocol=retool");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("protocol", "  prompt: retool_prompt_template.json#retool, ", "  policy: tiny, weights ",
                "  verifier: retool4j equivalence 1, 6 digits");
    }
}
