package dev.retool4j.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model whose policy says what the file `says` of its weights' folder holds, `~` for nothing until it is aborted.
class WeightUpdatesTest {
    private static final String GENERATE = "{\"text\":\"x\",\"sampling_params\":{\"max_new_tokens\":40},\"rid\":\"%s\"}";

    @TempDir
    private Path root = Path.of("");
    private volatile String says = "old";
    private ScriptedModel model = new ScriptedModel(prompt -> says);
    private ModelServer server = start();
    private Client client = new Client(server.port());

    private ModelServer start() {
        var weights = ServedWeights.replaceable("models/tiny", "f00d", root, folder -> {
            var next = Files.readString(folder.resolve("says"));
            if (next.isEmpty()) throw new IOException("tensor says has shape [0]");
            says = next;
            return () -> "hash of " + next;
        });
        return ModelServer.start(model.served(weights), ModelServerOptions.DEFAULT.withPort(0).withDrain(Duration.ofSeconds(20)));
    }

    @BeforeEach
    void startWithTheFolder() {
        server.close();
        model = new ScriptedModel(prompt -> says);
        server = start();
        client = new Client(server.port());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path folder(String name, String text) throws IOException {
        var folder = Files.createDirectories(root.resolve(name));
        Files.writeString(folder.resolve("says"), text);
        return folder;
    }

    private Client.Reply update(Path folder, String more) throws IOException, InterruptedException {
        return client.post("/update_weights_from_disk", "{\"model_path\":\"" + folder + "\"" + more + "}");
    }

    private String said() throws IOException, InterruptedException {
        return client.post("/generate", GENERATE.formatted("r")).json().path("text").asString();
    }

    private String version() throws IOException, InterruptedException {
        return client.get("/get_model_info").json().path("weight_version").asString();
    }

    @Test
    void newWeightsAnswerUnderTheirVersion() throws Exception {
        assertThat(said()).isEqualTo("old");
        var folder = folder("step-1", "new");
        var reply = update(folder, ",\"weight_version\":\"step-1\"");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("success").asBoolean()).isTrue();
        assertThat(said()).isEqualTo("new");
        var info = client.get("/get_model_info").json();
        assertThat(info.path("weight_version").asString()).isEqualTo("step-1");
        assertThat(info.path("model_path").asString()).isEqualTo(folder.toRealPath().toString());
        assertThat(client.post("/generate", GENERATE.formatted("r")).json().path("meta_info").path("weight_version").asString())
                .isEqualTo("step-1");
        assertThat(client.chat("x", "").json().path("system_fingerprint").asString()).isEqualTo("step-1");
        assertThat(update(folder("step-2", "newer"), "").status()).isEqualTo(200);
        assertThat(version()).isEqualTo("hash of newer");
    }

    @Test
    void onlyFoldersUnderTheAllowedOneAreRead(@TempDir Path elsewhere) throws Exception {
        Files.writeString(elsewhere.resolve("says"), "stolen");
        Files.createSymbolicLink(root.resolve("link"), elsewhere);
        for (var outside : new Path[]{elsewhere, root.resolve("link"), root.resolve("../" + elsewhere.getFileName()),
            root.resolve("none")}) {
            var reply = update(outside, "");
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.json().path("success").asBoolean(true)).isFalse();
            assertThat(reply.json().path("message").asString()).contains("there is no model folder").contains("takes weights from");
        }
        assertThat(said()).isEqualTo("old");
        assertThat(client.post("/update_weights_from_disk", "{}").error().path("param").asString()).isEqualTo("model_path");
    }

    @Test
    void weightsThatDoNotFitLeaveTheOldOnes() throws Exception {
        var reply = update(folder("broken", ""), ",\"weight_version\":\"broken\"");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("message").asString()).isEqualTo("tensor says has shape [0]");
        assertThat(said()).isEqualTo("old");
        assertThat(version()).isEqualTo("f00d");
    }

    @Test
    void whatIsBeingWrittenCanBeAborted() throws Exception {
        says = "a~";
        CompletableFuture<Client.Reply> silent = client.posting("/generate", GENERATE.formatted("silent"));
        model.silent.await();
        assertThat(update(folder("step-1", "new"), ",\"abort_all_requests\":true").json().path("num_paused_requests").asInt()).isEqualTo(1);
        var aborted = silent.get().json();
        assertThat(aborted.path("text").asString()).isEqualTo("a");
        assertThat(aborted.path("meta_info").path("finish_reason").path("type").asString()).isEqualTo("abort");
        assertThat(said()).isEqualTo("new");
    }

    @Test
    void aServerThatWasNotAskedToKeepsItsWeights() throws Exception {
        try (var fixed = ModelServer.start(model.served(), ModelServerOptions.DEFAULT.withPort(0))) {
            var reply = new Client(fixed.port()).post("/update_weights_from_disk", "{\"model_path\":\"" + root + "\"}");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.error().path("message").asString()).contains("updates=FOLDER");
        }
    }
}
