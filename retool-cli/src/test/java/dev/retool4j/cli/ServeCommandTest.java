package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.model.Initialization;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.ModelConfig;
import dev.retool4j.model.Policy;
import dev.retool4j.rollout.Sampling;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A checkpoint with random weights, served by the command in a process of its own.
class ServeCommandTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String KEY = "secret";

    @TempDir
    private static Path folder = Path.of("");
    private static ServeProcess server;
    private static URI url;

    @BeforeAll
    static void start() throws IOException {
        new BpeTrainer(400, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("What is the sum of 12 and 30? print(12 + 30)")).write(folder);
        try (var tokenizer = HuggingFaceTokenizer.load(folder)) {
            var config = new ModelConfig(tokenizer.vocabularySize(), 32, 2, 4, 2, 8, 48, 10000.0, 1e-6, 512, true);
            new Policy(Initialization.random(config, 1), tokenizer, folder).save(folder);
        }
        server = new ServeProcess(KEY, folder.toString(), "name=tiny", "slots=4");
        url = server.url();
    }

    /// SIGTERM ends it in order.
    @AfterAll
    static void stop() throws InterruptedException {
        try {
            assertThat(server.stop()).isZero();
        } finally {
            server.close();
        }
    }

    private static String post(String path, String body) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(url.resolve(path)).header("Authorization", "Bearer " + KEY)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void aSeededAnswerIsTheSameWholeAndStreamed() throws Exception {
        var asked = "{\"model\":\"tiny\",\"seed\":3,\"max_tokens\":40,\"messages\":[{\"role\":\"user\",\"content\":\"What is 6 times 7?\"}]";
        var whole = json(post("/v1/chat/completions", asked + "}"));
        assertThat(whole.path("usage").path("completion_tokens").asInt()).isBetween(1, 40);
        assertThat(whole.path("system_fingerprint").asString()).isNotBlank();
        var streamed = post("/v1/chat/completions", asked + ",\"stream\":true}").lines().filter(line -> line.startsWith("data: {"))
                .map(line -> json(line.substring(6)).path("choices").path(0).path("delta").path("content").asString(""))
                .collect(Collectors.joining());
        assertThat(streamed).isEqualTo(whole.path("choices").path(0).path("message").path("content").asString());
    }

    /// Three turns of several sequences, the server's asked for in turns among each other, tokens and log-probabilities to the bit.
    @Test
    void generationsOverTheServerAreThoseOfTheProcess() throws Exception {
        var policy = Policy.open(folder);
        var sampling = new Sampling(0.9, 0.95, 50, List.of());
        var inserted = new int[]{40, 41, 42};
        int sequences = 4;
        var sofar = new int[sequences][];
        var drawn = new int[sequences];
        try (var engine = new LocalEngine(policy.weights(), null, policy.tokenizer(), new LocalEngine.Options(4, 256, 1))) {
            var here = IntStream.range(0, sequences).mapToObj(i -> engine.open(prompt(i), 70 + i)).toList();
            for (int i = 0; i < sequences; i++)
                sofar[i] = prompt(i);
            for (int turn = 0; turn < 3; turn++) {
                for (int i = 0; i < sequences; i++) {
                    var expected = here.get(i).generate(sampling, 12, List.of("e"));
                    var meta = json(post("/generate", body(sofar[i], 70 + i, drawn[i])));
                    var ids = meta.path("output_ids");
                    assertThat(ids).as(meta.toString()).extracting(JsonNode::asInt)
                            .containsExactlyElementsOf(Arrays.stream(expected.tokens()).boxed().toList());
                    var logprobs = meta.path("meta_info").path("output_token_logprobs");
                    for (int k = 0; k < expected.tokens().length; k++)
                        assertThat(Float.parseFloat(logprobs.path(k).path(0).toString())).isEqualTo(expected.logprobs()[k]);
                    drawn[i] += expected.tokens().length;
                    sofar[i] = concat(concat(sofar[i], expected.tokens()), inserted);
                    here.get(i).append(inserted);
                }
            }
        }
    }

    private static int[] prompt(int number) {
        return new int[]{30 + number, 50, 60, 70 + number};
    }

    private static String body(int[] ids, long seed, int drawn) {
        return "{\"input_ids\":" + Arrays.toString(ids)
                + ",\"return_logprob\":true,\"sampling_params\":{\"temperature\":0.9,\"top_p\":0.95,"
                + "\"top_k\":50,\"max_new_tokens\":12,\"stop\":[\"e\"],\"sampling_seed\":" + seed + ",\"sampling_offset\":" + drawn + "}}";
    }

    private static int[] concat(int[] a, int[] b) {
        var all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Test
    void leavingLoopbackNeedsAKey() {
        var refused = Invocation.of("serve", folder.toString(), "--host", "0.0.0.0");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("needs an API key").contains("RETOOL_API_KEY");
    }

    @Test
    void optionsAreKeysAndTheKeyIsNone() {
        var run = Invocation.of("serve", folder.toString(), "--port", "9000", "--api-key", KEY, "--dry-run");
        assertThat(run.code()).isZero();
        assertThat(run.out()).containsPattern("port +9000").containsPattern("slots +32").doesNotContain(KEY);
    }
}
