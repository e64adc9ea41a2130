package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `eval`, `solve` and `compare` with a model behind a chat endpoint on the loopback interface. It adds rightly where the request's seed
/// is no multiple of `wrong`.
class ServedEvaluationTest {
    private static final int CONCURRENCY = 2;

    @TempDir
    private Path folder = Path.of("");

    private final ConcurrentLinkedQueue<String> answered = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
    private volatile int wrong = 3;
    private HttpServer server;

    ServedEvaluationTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                var request = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
                boolean dead = left.getAndDecrement() <= 0;
                var body = JsonMapper.shared().writeValueAsBytes(Map.of("choices",
                        List.of(Map.of("message", Map.of("content", answer(request)), "finish_reason", "stop"))));
                if (!dead) answered.add(request.path("messages").path(0).path("content").asString() + request.path("seed"));
                exchange.sendResponseHeaders(dead ? 403 : 200, dead ? -1 : body.length);
                if (!dead) exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String answer(JsonNode request) {
        var question = request.path("messages").path(0).path("content").asString();
        int sum = 0;
        var numbers = java.util.regex.Pattern.compile("(\\d+) plus (\\d+)").matcher(question);
        while (numbers.find())
            sum = Integer.parseInt(numbers.group(1)) + Integer.parseInt(numbers.group(2));
        return "I add.\n<answer>\n\\boxed{" + (request.path("seed").asInt() % wrong == 0 ? -1 : sum) + "}\n";
    }

    private Path problems(int count) throws IOException {
        var lines = new ArrayList<String>();
        for (int i = 0; i < count; i++)
            lines.add("{\"id\":\"p%d\",\"question\":\"What is %d plus 5?\",\"answer\":\"%d\"}".formatted(i, i, i + 5));
        return Files.write(folder.resolve("sums.jsonl"), lines);
    }

    private Invocation evaluate(Path data, String out, String... more) {
        var arguments = new ArrayList<>(List.of("eval", "-", "--data", data.toString(), "--samples", "4", "--json", "--out",
                folder.resolve(out).toString(), "engine.url=http://127.0.0.1:" + server.getAddress().getPort(), "engine.api=chat",
                "engine.model=adder", "engine.key_variable=RETOOL_NO_SUCH_KEY", "engine.concurrency=" + CONCURRENCY));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private static JsonNode measures(Invocation run) {
        return JsonMapper.shared().readTree(run.out()).path(0).path("measures");
    }

    @Test
    void anEvaluationThatDiedGoesOnAndAsksOnlyWhatWasInFlightAgain() throws IOException {
        var data = problems(5);
        var whole = evaluate(data, "whole");
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(answered).hasSize(20).doesNotHaveDuplicates();
        assertThat(measures(whole).path("samples").asInt()).isEqualTo(20);
        assertThat(measures(whole).path("accuracy").asDouble()).isStrictlyBetween(0.0, 1.0);
        assertThat(JsonMapper.shared().readTree(whole.out()).path(0).path("protocol").path("top-p").asString()).isEqualTo("0.7");

        answered.clear();
        left.set(7);
        var died = evaluate(data, "halves");
        assertThat(died.code()).isEqualTo(1);
        assertThat(died.err()).contains("answered 403").contains("RETOOL_NO_SUCH_KEY").doesNotContain("Exception");
        assertThat(answered).hasSize(7);
        left.set(Integer.MAX_VALUE);
        var resumed = evaluate(data, "halves");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(resumed.err()).contains("responses are there from before");
        assertThat(new HashSet<>(answered)).hasSize(20);
        int asked = answered.size();
        assertThat(asked).as("again only what was in flight").isBetween(20, 20 + CONCURRENCY);
        for (var measure : List.of("accuracy", "stderr", "pass@2", "pass@4", "maj@4", "samples"))
            assertThat(measures(resumed).path(measure)).as(measure).isEqualTo(measures(whole).path(measure));

        assertThat(evaluate(data, "halves").code()).isZero();
        assertThat(answered).hasSize(asked);

        var other = evaluate(data, "halves", "rollout.sampling.top_p=0.9");
        assertThat(other.code()).isEqualTo(1);
        assertThat(other.err()).contains("made in another way: top-p was 0.7, is now 0.9").contains("--out");
        assertThat(answered).hasSize(asked);
    }

    @Test
    void twoEvaluationsAreComparedProblemByProblem() throws IOException {
        assertThat(evaluate(problems(6), "a").code()).isZero();
        wrong = Integer.MAX_VALUE;
        assertThat(evaluate(problems(5), "b", "seed=2").code()).isZero();
        var text = Invocation.of("compare", folder.resolve("a").toString(), folder.resolve("b").toString());
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out()).contains("sums, 5 problems in both").contains("1 problems only in A, left out: p5")
                .contains("made in another way: seed is 1 in A, 2 in B").contains("sign test p");
        var json = JsonMapper.shared().readTree(
                Invocation.of("compare", folder.resolve("a").toString(), folder.resolve("b").toString(), "--json").out()).path(0);
        assertThat(json.path("b").asDouble()).isEqualTo(1);
        assertThat(json.path("worse").asInt()).isZero();
        assertThat(json.path("p").asDouble()).isBetween(0.0, 1.0);
        var missing = Invocation.of("compare", folder.resolve("a").toString(), folder.resolve("none").toString());
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no folder");
    }

    @Test
    void oneQuestionGoesToTheServerToo() {
        wrong = Integer.MAX_VALUE;
        var solved = Invocation.of("solve", "-", "What is 30 plus 12?", "engine.url=http://127.0.0.1:" + server.getAddress().getPort(),
                "engine.api=chat", "engine.model=adder", "--json");
        assertThat(solved.code()).as(solved.err()).isZero();
        assertThat(JsonMapper.shared().readTree(solved.out()).path("answer").asString()).isEqualTo("42");
    }

    @Test
    void tokenProtocolsWantTheTokenizer() {
        var refused = Invocation.of("solve", "-", "What is 1 plus 1?", "engine.url=http://127.0.0.1:1");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("needs the served model's tokenizer").contains("engine.tokenizer");
        var nothing = Invocation.of("solve", "-", "What is 1 plus 1?");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("engine.url");
    }
}
