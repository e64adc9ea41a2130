package dev.retool4j.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServerTest {
    static final String SCRIPT = "Let us see: é\n<code>\nprint(1)\n</code>";
    static final String WRITTEN = SCRIPT + "\n<interpreter>\nPRINT(1)\n</interpreter> so it is <answer>\\boxed{1}</answer>";
    private static final ModelServerOptions OPTIONS = ModelServerOptions.DEFAULT.withPort(0).withDrain(Duration.ofSeconds(20));
    private static ScriptedModel model;
    private static ModelServer server;
    private static Client client;

    /// Answers in one turn, with a program, or as the question says.
    static String say(String prompt) {
        var question = prompt.substring(Math.max(0, prompt.lastIndexOf("<|user|>"))).replaceAll("<\\|(user|assistant)\\|>", "");
        return question.startsWith("say ") ? question.substring(4) : SCRIPT + " so it is <answer>\\boxed{1}</answer>";
    }

    @BeforeAll
    static void start() {
        model = new ScriptedModel(ModelServerTest::say);
        server = ModelServer.start(model.served(), OPTIONS.withBodyBytes(4096));
        client = new Client(server.port());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aChatCompletionShowsCodeAndOutputAndCountsTokens() throws Exception {
        var reply = client.chat("What is 1?", "");
        assertThat(reply.status()).isEqualTo(200);
        var json = reply.json();
        assertThat(json.propertyNames()).containsExactly("id", "object", "created", "model", "system_fingerprint", "choices", "usage");
        assertThat(json.path("id").asString()).startsWith("chatcmpl-");
        assertThat(json.path("object").asString()).isEqualTo("chat.completion");
        var choice = json.path("choices").path(0);
        assertThat(choice.path("message").path("content").asString()).isEqualTo(WRITTEN);
        assertThat(choice.path("message").path("role").asString()).isEqualTo("assistant");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(choice.path("stop_reason").asString()).isEqualTo("answered");
        var usage = json.path("usage");
        int prompt = "<|user|>What is 1?<|assistant|>".length();
        int inserted = "\n<interpreter>\nPRINT(1)\n</interpreter>".length();
        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(prompt);
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(WRITTEN.length() + 1); // é has two bytes
        assertThat(usage.path("total_tokens").asInt()).isEqualTo(prompt + WRITTEN.length() + 1);
        assertThat(usage.path("interpreter_tokens").asInt()).isEqualTo(inserted);
        assertThat(usage.path("code_calls").asInt()).isEqualTo(1);
    }

    @Test
    void aStreamIsTheSameTextInChunksWithTheOutputInOneOfThem() throws Exception {
        var reply = client.chat("What is 1?", ",\"stream\":true,\"stream_options\":{\"include_usage\":true}");
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
        var chunks = reply.chunks();
        assertThat(chunks.getFirst().path("choices").path(0).path("delta").path("role").asString()).isEqualTo("assistant");
        var pieces = chunks.stream().map(c -> c.path("choices").path(0).path("delta").path("content").asString("")).toList();
        assertThat(String.join("", pieces)).isEqualTo(WRITTEN);
        assertThat(pieces).contains("é", "\n<interpreter>\nPRINT(1)\n</interpreter>").hasSizeGreaterThan(50);
        assertThat(chunks).allSatisfy(c -> assertThat(c.path("object").asString()).isEqualTo("chat.completion.chunk"));
        assertThat(chunks.stream().map(c -> c.path("id").asString()).distinct()).hasSize(1);
        assertThat(chunks.get(chunks.size() - 2).path("choices").path(0).path("finish_reason").asString()).isEqualTo("stop");
        assertThat(chunks.getLast().path("choices").size()).isZero();
        assertThat(chunks.getLast().path("usage").path("completion_tokens").asInt()).isEqualTo(WRITTEN.length() + 1);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void theTextEndsBeforeAStopOfTheClientsOwn(boolean stream) throws Exception {
        var reply = client.chat("say one, two, thrift, three, four", ",\"stop\":[\"three\",\"ten\"],\"stream\":" + stream);
        var text = stream
                ? reply.chunks().stream().map(c -> c.path("choices").path(0).path("delta").path("content").asString(""))
                        .collect(Collectors.joining())
                : reply.json().path("choices").path(0).path("message").path("content").asString();
        assertThat(text).isEqualTo("one, two, thrift, ");
    }

    @Test
    void aStopThatIsTheProtocolsOwnLeavesTheCodeToTheClient() throws Exception {
        var choice = client.chat("What is 1?", ",\"stop\":\"</code>\"").json().path("choices").path(0);
        assertThat(choice.path("message").path("content").asString()).isEqualTo(SCRIPT.replace("</code>", ""));
        assertThat(choice.path("finish_reason").asString()).isEqualTo("stop");
    }

    @Test
    void lengthIsSaid() throws Exception {
        var choice = client.chat("say abcdefgh", ",\"max_completion_tokens\":5").json().path("choices").path(0);
        assertThat(choice.path("message").path("content").asString()).isEqualTo("abcde");
        assertThat(choice.path("finish_reason").asString()).isEqualTo("length");
    }

    @Test
    void earlierMessagesStandInThePrompt() throws Exception {
        var reply = client.post("/v1/chat/completions",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},"
                        + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"say \"},{\"type\":\"text\",\"text\":\"c\"}]}]}");
        assertThat(reply.json().path("choices").path(0).path("message").path("content").asString()).isEqualTo("c");
        assertThat(reply.json().path("usage").path("prompt_tokens").asInt())
                .isEqualTo("<|user|>a<|assistant|>b<end><|user|>say c<|assistant|>".length());
    }

    @Test
    void aTextCompletionGoesOnWithTheTextAsItIs() throws Exception {
        var reply = client.post("/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"<|user|>say hi\"}").json();
        assertThat(reply.path("object").asString()).isEqualTo("text_completion");
        assertThat(reply.path("choices").path(0).path("text").asString()).isEqualTo("hi");
        var ids = client.post("/v1/completions", "{\"prompt\":[104,105],\"max_tokens\":3,\"stream\":true}");
        assertThat(ids.chunks().stream().map(c -> c.path("choices").path(0).path("text").asString("")).collect(Collectors.joining()))
                .isEqualTo("Let");
    }

    @Test
    void modelsAndHealthAreTold() throws Exception {
        assertThat(client.get("/v1/models").json().path("data").path(0).path("id").asString()).isEqualTo("tiny");
        assertThat(client.get("/v1/models/tiny").json().path("object").asString()).isEqualTo("model");
        assertThat(client.get("/v1/models/org/other").error().path("code").asString()).isEqualTo("model_not_found");
        assertThat(client.get("/health").json().path("status").asString()).isEqualTo("ok");
        var info = client.get("/get_model_info").json();
        assertThat(info.path("model_path").asString()).isEqualTo("models/tiny");
        assertThat(info.path("server").asString()).isEqualTo("retool");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"[]|null|JSON object", "{\"messages\":|null|no valid JSON", "{}|messages|",
        "{\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}|messages[0].role|system, developer, user or assistant",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}|messages[0].content[0]|text",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"x\"}]}|messages|the last message",
        "{\"messages\":[{\"role\":\"system\",\"content\":\"x\"},{\"role\":\"user\",\"content\":\"x\"}]}|messages|chat template"})
    void wrongMessagesAreNamed(String body, String param, String message) throws Exception {
        refused(client.post("/v1/chat/completions", body), param, message == null ? "" : message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"temperature|3|from 0 to 2, got 3", "temperature|\"hot\"|got \"hot\"",
        "max_tokens|501|whole number from 1 to 500", "n|2|must be 1", "stop|[\"\"]|not empty", "stream|1|true or false",
        "tools|[{}]|not supported", "logprobs|true|/generate", "frequency_penalty|1|not supported", "seed|1.5|whole number"})
    void wrongParametersAreNamed(String param, String value, String message) throws Exception {
        refused(client.chat("x", ",\"" + param + "\":" + value), param, message);
    }

    private static void refused(Client.Reply reply, String param, String message) {
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        assertThat(reply.error().path("type").asString()).isEqualTo("invalid_request_error");
        assertThat(reply.error().path("param").asString("null")).isEqualTo(param);
        assertThat(reply.error().path("message").asString()).contains(message);
    }

    @Test
    void unknownModelsAndPathsAndLargeBodiesAreRefused() throws Exception {
        var other = client.post("/v1/chat/completions", Client.body("x", "").replace("tiny", "gpt-4o"));
        assertThat(other.status()).isEqualTo(404);
        assertThat(other.error().path("code").asString()).isEqualTo("model_not_found");
        var path = client.post("/v1/embeddings", "{}");
        assertThat(path.status()).isEqualTo(404);
        assertThat(path.error().path("message").asString()).contains("POST /v1/embeddings");
        assertThat(client.chat("x".repeat(5000), "").status()).isEqualTo(413);
        var longPrompt = client.chat("x".repeat(1200), "");
        assertThat(longPrompt.status()).isEqualTo(400);
        assertThat(longPrompt.error().path("code").asString()).isEqualTo("context_length_exceeded");
    }

    @Test
    void aBrokenEngineIsAnErrorAlsoInAStream() throws Exception {
        var reply = client.chat("say a!", "");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.error().path("type").asString()).isEqualTo("server_error");
        var stream = client.chat("say a!", ",\"stream\":true");
        assertThat(stream.status()).isEqualTo(200);
        assertThat(stream.chunks().getLast().path("error").path("code").asString()).isEqualTo("internal_error");
        assertThat(stream.body()).doesNotContain("[DONE]");
    }

    @Test
    void webPagesAreRefusedWithoutAKey() throws Exception {
        assertThat(client.post("/v1/chat/completions", Client.body("x", ""), "Origin", "http://evil.example").status()).isEqualTo(403);
    }

    @Test
    void withAKeyOnlyWhoHasItIsAnswered() throws Exception {
        try (var locked = ModelServer.start(new ScriptedModel(ModelServerTest::say).served(), OPTIONS.withKey("secret"))) {
            var stranger = new Client(locked.port());
            assertThat(stranger.chat("x", "").status()).isEqualTo(401);
            assertThat(stranger.chat("x", "").error().path("code").asString()).isEqualTo("invalid_api_key");
            assertThat(stranger.get("/v1/models", "Authorization", "Bearer wrong").status()).isEqualTo(401);
            assertThat(stranger.get("/health").status()).isEqualTo(200);
            assertThat(stranger.get("/v1/models", "Authorization", "Bearer secret").status()).isEqualTo(200);
        }
        assertThatThrownBy(() -> new ModelServerOptions("0.0.0.0", 0, null, 1, Duration.ZERO, Duration.ZERO, 4096))
                .hasMessageContaining("needs an API key");
    }

    @Test
    void manyChatsAreAnsweredTogetherEachWithItsOwn() {
        var replies = new ArrayList<CompletableFuture<Client.Reply>>();
        for (int i = 0; i < 100; i++)
            replies.add(client.posting("/v1/chat/completions", Client.body("say number " + i, "")));
        for (int i = 0; i < 100; i++)
            assertThat(replies.get(i).join().json().path("choices").path(0).path("message").path("content").asString())
                    .isEqualTo("number " + i);
    }

    @Test
    void whoFindsNoSlotInTimeIsToldToTryAgain() throws Exception {
        var silent = new ScriptedModel(ModelServerTest::say);
        try (var full = ModelServer.start(silent.served(), OPTIONS.withConcurrency(1, Duration.ZERO).withDrain(Duration.ZERO))) {
            var holding = new Client(full.port()).posting("/v1/chat/completions", Client.body("say ~", ""));
            silent.silent.await();
            var refused = new Client(full.port()).chat("x", "");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.error().path("code").asString()).isEqualTo("rate_limit_exceeded");
            full.close(); // cuts it off
            assertThat(holding.handle((reply, broken) -> broken != null || reply.status() == 503).join()).isTrue();
        }
    }

    @Test
    void tokensGoInAndOutWithTheirProbabilities() throws Exception {
        var reply = client.post("/generate",
                "{\"input_ids\":[97,98],\"return_logprob\":true,\"return_text_in_logprobs\":true,\"sampling_params\":"
                        + "{\"temperature\":0.7,\"top_p\":0.9,\"top_k\":20,\"stop_token_ids\":[256],\"logit_bias\":{\"256\":-100},\"max_new_tokens\":3,\"sampling_seed\":7}}")
                .json();
        assertThat(reply.path("output_ids")).extracting(id -> id.asInt()).containsExactly((int) 'L', (int) 'e', (int) 't');
        assertThat(reply.path("text").asString()).isEqualTo("Let");
        var meta = reply.path("meta_info");
        assertThat(meta.path("output_token_logprobs").path(1).toString()).isEqualTo("[-0.5,101,\"e\"]");
        assertThat(meta.path("finish_reason").path("type").asString()).isEqualTo("length");
        assertThat(meta.path("prompt_tokens").asInt()).isEqualTo(2);
        assertThat(meta.path("completion_tokens").asInt()).isEqualTo(3);
    }

    @Test
    void whatEndedAGenerationIsNamed() throws Exception {
        var stopped = client.post("/generate", "{\"text\":\"x\",\"sampling_params\":{\"stop\":\"us\"}}").json();
        assertThat(stopped.path("meta_info").path("finish_reason").toString()).contains("\"stop\"").contains("\"us\"");
        assertThat(stopped.path("text").asString()).isEqualTo("Let ");
        assertThat(stopped.path("output_ids").size()).isEqualTo(6);
        var ended = client.post("/generate", "{\"text\":\"<|user|>say a\"}").json();
        assertThat(ended.path("meta_info").path("finish_reason").path("matched").asInt()).isEqualTo(256);
        assertThat(ended.path("output_ids").size()).isEqualTo(2);
    }

    @Test
    void aRequestGoesOnWithTheSequenceOfTheOneBefore() throws Exception {
        int before = model.opened.get();
        var first = "{\"input_ids\":[97],\"sampling_params\":{\"max_new_tokens\":2,\"sampling_seed\":5}}";
        assertThat(client.post("/generate", first).json().path("text").asString()).isEqualTo("Le");
        var second = "{\"input_ids\":[97,76,101,10],\"sampling_params\":{\"max_new_tokens\":2,\"sampling_seed\":5,\"sampling_offset\":2}}";
        assertThat(client.post("/generate", second).json().path("text").asString()).isEqualTo("t ");
        assertThat(model.opened.get()).isEqualTo(before + 1);
        assertThat(client.post("/generate", second).error().path("message").asString()).contains("beginning only");
    }

    @Test
    void aRequestIsAborted() throws Exception {
        var silent = new ScriptedModel(ModelServerTest::say);
        try (var own = ModelServer.start(silent.served(), OPTIONS)) {
            var asking = new Client(own.port());
            var hanging = asking.posting("/generate", "{\"rid\":\"mine\",\"text\":\"<|user|>say ab~\"}");
            silent.silent.await();
            assertThat(asking.post("/abort_request", "{\"rid\":\"mine\"}").status()).isEqualTo(200);
            var reply = hanging.join().json();
            assertThat(reply.path("meta_info").path("finish_reason").path("type").asString()).isEqualTo("abort");
            assertThat(reply.path("text").asString()).isEqualTo("ab");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{\"input_ids\":[]}|input_ids", "{\"input_ids\":[1,900]}|input_ids",
        "{\"text\":\"x\",\"stream\":true}|stream", "{\"text\":\"x\",\"sampling_params\":{\"min_p\":0.1}}|sampling_params.min_p",
        "{\"text\":\"x\",\"sampling_params\":{\"regex\":\"a\"}}|sampling_params.regex",
        "{\"text\":\"x\",\"sampling_params\":{\"logit_bias\":{\"256\":-1}}}|sampling_params.logit_bias",
        "{\"text\":\"x\",\"sampling_params\":{\"logit_bias\":{\"97\":-100}}}|sampling_params.logit_bias",
        "{\"text\":\"x\",\"sampling_params\":{\"stop_token_ids\":[97]}}|sampling_params.stop_token_ids",
        "{\"text\":\"x\",\"sampling_params\":{\"top_p\":0}}|sampling_params.top_p"})
    void wrongGenerationsAreNamed(String body, String param) throws Exception {
        refused(client.post("/generate", body), param, "");
    }

    @Test
    void theCutFindsWhatIsSpreadOverPieces() {
        var cut = new StopCut(List.of("END", "ENOUGH"));
        assertThat(cut.next("a E")).isEqualTo("a ");
        assertThat(cut.next("N")).isEmpty();
        assertThat(cut.next("x")).isEqualTo("ENx");
        assertThat(cut.next("EN") + cut.finish()).isEqualTo("EN");
        assertThat(cut.next("yENDz")).isEqualTo("y");
        assertThat(cut.next("more") + cut.finish()).isEmpty();
    }
}
