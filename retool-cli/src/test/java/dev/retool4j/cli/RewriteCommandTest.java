package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.SupervisedExamples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `retool cold-start` on data, with a teacher on the loopback interface and the real sandbox.
class RewriteCommandTest {
    private static final String REVISED = """
            <revised_reasoning>
            I have to multiply two numbers.
            %s
            That is all there is to it, and the result is clear.
            %s
            </revised_reasoning>""".formatted(ToolTags.code("print(12 * 34)") + ToolTags.interpreter("408"), ToolTags.answer("408"));

    @TempDir
    private Path folder = Path.of("");

    private Invocation run(String... more) throws IOException {
        var data = Files.writeString(folder.resolve("rows.jsonl"),
                """
                        {"id":"a","question":"What is 12 times 34?","answer":"408","reasoning":"I have to multiply two numbers. 12 times 34 is 12 times 30, \
                        or 360, and 12 times 4, or 48. That is all there is to it, and the result is clear."}
                        {"id":"b","question":"Prove that 1 is 1.","answer":"1","reasoning":"It is."}
                        """);
        var arguments = new ArrayList<>(List.of("cold-start", "data=[" + data + "]", "out=" + out(), "sandbox.local.preload=[]",
                "sandbox.local.learn=false", "sandbox.local.workers=1", "curation.samples=0"));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private Path out() {
        return folder.resolve("out");
    }

    private static HttpServer server(int status, String content, AtomicInteger requests) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                requests.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                var body = JsonMapper.shared().writeValueAsBytes(Map.of("choices",
                        List.of(Map.of("message", Map.of("content", content), "finish_reason", "stop")), "usage",
                        Map.of("prompt_tokens", 1_000_000, "completion_tokens", 500_000)));
                exchange.sendResponseHeaders(status, status == 200 ? body.length : -1);
                if (status == 200) exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }

    private static String[] teacher(HttpServer server) {
        return new String[]{"teacher.base_url=http://127.0.0.1:" + server.getAddress().getPort() + "/v1", "teacher.model=m",
            "teacher.key_variable=RETOOL_NO_SUCH_KEY", "teacher.prompt_price=2", "teacher.completion_price=4"};
    }

    @Test
    void textIsRewrittenExecutedAndReported() throws IOException {
        var requests = new AtomicInteger();
        var server = server(200, REVISED, requests);
        try {
            var run = run(teacher(server));
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(run.out()).contains("after curation").contains("invalid_question").contains("1 rows accepted").contains("4.00 paid");
            var examples = SupervisedExamples.read(out().resolve("examples.jsonl"));
            assertThat(examples).singleElement().satisfies(example -> {
                assertThat(example.problem().id()).isEqualTo("a");
                assertThat(example.prompt()).contains("User Question:");
                assertThat(example.response()).contains("\n<interpreter>\n408\n</interpreter>");
            });
            assertThat(Files.readString(out().resolve("report.html"))).contains("What is 12 times 34?").contains("<del>");
            assertThat(out().resolve("config.yaml")).isNotEmptyFile();
            var again = run(teacher(server));
            assertThat(again.code()).isEqualTo(1);
            assertThat(again.err()).contains("holds an earlier cold start").contains("--resume");
            var resumed = run(concat(teacher(server), "--resume", "--json"));
            assertThat(resumed.code()).as(resumed.err()).isZero();
            assertThat(JsonMapper.shared().readTree(resumed.out()).path("spent_money").asDouble()).isEqualTo(4.0);
            assertThat(requests).hasValue(1);
            assertThat(run(concat(teacher(server), "--clean")).code()).isZero();
            assertThat(requests).hasValue(2);
            assertThat(out().resolve("journal-1.jsonl")).isNotEmptyFile();
        } finally {
            server.stop(0);
        }
    }

    private static String[] concat(String[] first, String... second) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(List.of(second));
        return all.toArray(String[]::new);
    }

    @Test
    void aKeyThatIsMissingIsNamed() throws IOException {
        var server = server(401, "", new AtomicInteger());
        try {
            var run = run(teacher(server));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("answered 401").contains("environment variable RETOOL_NO_SUCH_KEY");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void nobodyAtTheAddressIsSaid() throws IOException {
        var server = server(200, "", new AtomicInteger());
        server.stop(0);
        var run = run(teacher(server));
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("nobody answers at http://127.0.0.1:").contains("teacher.base_url").doesNotContain("Exception");
    }

    @Test
    void aBudgetThatIsUsedUpKeepsWhatWasDone() throws IOException {
        var server = server(200, "no revision", new AtomicInteger());
        try {
            var run = run(concat(teacher(server), "teacher.budget=4.5"));
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("the budget is used up: 8.00 of 4.5 spent, and the next request may cost 0.07")
                    .contains("--resume");
            assertThat(out().resolve("journal.jsonl")).content(StandardCharsets.UTF_8).contains("no revision");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void theDryRunShowsThePromptAndAsksNobody() throws IOException {
        var run = run("--dry-run", "teacher.model=m");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("teacher.model").contains("2 rows, 2 to 6 requests").contains("What is 12 times 34?");
        assertThat(out()).doesNotExist();
    }

    @Test
    void textWithoutATeacherIsWrongUse() throws IOException {
        var run = run();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("teacher.model=");
    }

    @Test
    void tracesWithToolsNeedNoTeacher() throws IOException {
        var data = Files.writeString(folder.resolve("traces.jsonl"), JsonMapper.shared().writeValueAsString(Map.of("idx", 3, "question",
                "What is 12 times 34?", "gt", "408", "code",
                List.of("Let me compute.\n```python\nx = 12 * 34\nx\n```\n```output\n408\n```\nSo \\boxed{408}."))));
        var run = run("data=[" + data + "]", "from=traces");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(SupervisedExamples.read(out().resolve("examples.jsonl"))).singleElement()
                .satisfies(example -> assertThat(example.response()).contains("x = 12 * 34\nprint(x)").contains("\n408\n"));
    }
}
