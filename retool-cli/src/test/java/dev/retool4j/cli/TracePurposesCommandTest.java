package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.retool4j.analysis.purpose.PythonSyntax;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A run with twelve blocks `print(6 * 7)`, two of each problem at steps 0 and 3, judged by the rules and by a model behind HTTP.
class TracePurposesCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private String run = "";

    TracePurposesCommandTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    }

    @BeforeEach
    void start() {
        assumeTrue(PythonSyntax.find().isPresent(), "there is no python3");
        run = SyntheticEvaluations.write(folder.resolve("run")).toString();
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/chat/completions", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                asked.incrementAndGet();
                var body = ("data: {\"choices\":[{\"delta\":{\"content\":\"counting\"},\"finish_reason\":\"stop\"}]}\n\n"
                        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10}}\n\ndata: [DONE]\n\n")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private Invocation purposes(String... more) {
        var arguments = new ArrayList<>(List.of("trace", "purposes", run));
        arguments.addAll(List.of(more));
        return Invocation.of(arguments.toArray(String[]::new));
    }

    private String[] model(String... more) {
        var arguments = new ArrayList<>(List.of("teacher.model=judge", "teacher.base_url=http://127.0.0.1:" + server.getAddress().getPort()
                + "/v1", "teacher.key_variable=RETOOL_NO_SUCH_KEY"));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }

    @Test
    void theRulesCountBeforeAndAfter() {
        var counted = purposes();
        assertThat(counted.code()).as(counted.err()).isZero();
        assertThat(counted.out()).contains("heldout@0").contains("heldout@3").containsPattern("Calculation +100.0% +100.0%")
                .contains("heldout@3: 6 blocks of 6 trajectories").doesNotContain("model");
        assertThat(asked).hasValue(0);
    }

    @Test
    void aModelJudgesBesideThemAndIsAskedOnce() {
        var counted = purposes(model());
        assertThat(counted.code()).as(counted.err()).isZero();
        assertThat(counted.out()).containsPattern("Calculation +100.0% +0.0%").containsPattern("Counting and probability +0.0% +100.0%")
                .contains("rules and model agree on 0.0%");
        assertThat(asked).as("equal blocks are one question").hasValue(1);
        var again = JsonMapper.shared().readTree(purposes(model("--json", "sources=[heldout@3]")).out()).path(0);
        assertThat(asked).hasValue(1);
        assertThat(again.path("rules").toString()).isEqualTo("{\"calculation\":6}");
        assertThat(again.path("model").toString()).isEqualTo("{\"counting\":6}");
        assertThat(again.path("agreement").asDouble()).isZero();
    }

    @Test
    void anEndpointThatIsNotThereIsSaid() {
        server.stop(0);
        var failed = purposes(model("teacher.attempts=1", "teacher.pause=0s"));
        assertThat(failed.code()).isEqualTo(1);
        assertThat(failed.err()).contains("error: ").contains("127.0.0.1").doesNotContain("at dev.retool4j");
        assertThat(purposes("sources=[nothing]").err()).contains("names no traces");
        assertThat(purposes("most=0").code()).isEqualTo(2);
    }
}
