package dev.retool4j.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The official OpenAI client for Node against the server. Its package is looked for in `RETOOL_OPENAI_NODE`, a folder that holds
/// `node_modules/openai`; `.ci/run` installs it.
class OpenAiNodeClientTest {
    private static final String VARIABLE = "RETOOL_OPENAI_NODE";

    private static boolean nodeRuns() throws InterruptedException {
        try {
            return new ProcessBuilder("node", "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static JsonNode seen(Path folder, int port) throws IOException, InterruptedException {
        var node = new ProcessBuilder("node", Path.of("src/test/node/openai-client.mjs").toAbsolutePath().toString(), folder.toString(),
                "http://127.0.0.1:" + port + "/v1", "secret").redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var out = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(out).isZero();
        return JsonMapper.shared().readTree(out);
    }

    @Test
    void theOfficialClientStreamsStopsAsksInParallelAndUnderstandsErrors() throws Exception {
        var variable = System.getenv(VARIABLE);
        assumeTrue(variable != null && Files.isDirectory(Path.of(variable, "node_modules/openai")),
                VARIABLE + " names no folder with node_modules/openai: npm install --prefix FOLDER openai");
        assumeTrue(nodeRuns(), "there is no node");
        var model = new ScriptedModel(ModelServerTest::say).served();
        JsonNode seen;
        try (var server = ModelServer.start(model, ModelServerOptions.DEFAULT.withPort(0).withKey("secret"))) {
            seen = seen(Path.of(variable), server.port());
        }
        var pieces = StreamSupport.stream(seen.path("pieces").spliterator(), false).map(JsonNode::asString).toList();
        assertThat(seen.path("whole").asString()).isEqualTo(ModelServerTest.WRITTEN);
        assertThat(pieces.stream().collect(Collectors.joining())).isEqualTo(ModelServerTest.WRITTEN);
        assertThat(pieces).contains("\n<interpreter>\nPRINT(1)\n</interpreter>");
        assertThat(seen.path("finish").asString()).isEqualTo("stop");
        assertThat(seen.path("streamedUsage")).isEqualTo(seen.path("usage"));
        assertThat(seen.path("stopped").asString()).isEqualTo("one ");
        assertThat(seen.path("both").toString()).isEqualTo("[\"left\",\"right\"]");
        assertThat(seen.path("text").asString()).isEqualTo("text");
        assertThat(seen.path("models").toString()).isEqualTo("[\"tiny\"]");
        error(seen.path("wrong"), "BadRequestError", "invalid_value");
        error(seen.path("unknown"), "NotFoundError", "model_not_found");
        error(seen.path("locked"), "AuthenticationError", "invalid_api_key");
        error(seen.path("broken"), "APIError", "internal_error");
        assertThat(seen.path("wrong").path("param").asString()).isEqualTo("temperature");
    }

    private static void error(JsonNode seen, String name, String code) {
        assertThat(seen.path("name").asString()).isEqualTo(name);
        assertThat(seen.path("code").asString()).isEqualTo(code);
    }
}
