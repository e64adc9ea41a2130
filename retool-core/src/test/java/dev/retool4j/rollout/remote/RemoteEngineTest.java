package dev.retool4j.rollout.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span.Kind;
import dev.retool4j.data.http.RecordedWaits;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.FakeInterpreter;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.TinyTokenizer;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.rollout.remote.ModelServer.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

class RemoteEngineTest {
    private static final RolloutOptions OPTIONS = RolloutOptions.DEFAULT.withPrompt("demo");
    private static final String SGLANG = "{\"model_path\":\"models/tiny\",\"weight_version\":\"7\"}";
    private static final List<Problem> PROBLEM = List.of(new Problem("p", "6*7?", "42"));

    private final TinyTokenizer tokenizer = TinyTokenizer.withTags();
    private final FakeInterpreter interpreter = FakeInterpreter.printing(code -> "42\n");
    private final RecordedWaits waits = new RecordedWaits();

    private ModelServer server(IntFunction<Fault> faults) throws IOException {
        return new ModelServer(tokenizer, tokenizer::piece, SGLANG, faults);
    }

    private RemoteEngine engine(ServerApi api, ModelServer server) {
        var options = ServerOptions.DEFAULT.with(api, server.url()).withPauses(4, Duration.ofSeconds(1), Duration.ofSeconds(30));
        return engine(options);
    }

    private RemoteEngine engine(ServerOptions options) {
        return RemoteEngine.connect(options, options.api().tokens() ? tokenizer : null, null, waits);
    }

    private List<Trajectory> rollout(RemoteEngine engine, int samples) {
        return new InterleavedRollout(engine, interpreter, OPTIONS).collect(PROBLEM, samples, 0, "t");
    }

    private static void isRight(Trajectory trajectory) {
        assertThat(trajectory.stop()).isEqualTo(StopReason.ANSWERED);
        assertThat(trajectory.response()).contains("print(6*7)").contains("<interpreter>\n42").endsWith("</answer>");
        assertThat(trajectory.calls()).hasSize(1);
        assertThat(trajectory.turns()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void codeRunsInTheMiddleOfTheResponse(ServerApi api) throws IOException {
        try (var server = server(n -> Fault.NONE); var engine = engine(api, server)) {
            isRight(rollout(engine, 1).getFirst());
            assertThat(interpreter.ran()).containsExactly("print(6*7)");
            assertThat(server.bodies).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SGLANG", "VLLM"})
    void tokensAndLogprobsAreKeptAsSampled(ServerApi api) throws IOException {
        try (var server = server(n -> Fault.NONE); var engine = engine(api, server)) {
            var trajectory = rollout(engine, 1).getFirst();
            assertThat(trajectory.segments()).extracting(Segment::kind).containsExactly(Kind.TEXT, Kind.CODE, Kind.INTERPRETER, Kind.TEXT,
                    Kind.ANSWER);
            assertThat(trajectory.tokens()).startsWith(ModelServer.CALL.stream().mapToInt(tokenizer::piece).toArray());
            assertThat(trajectory.engineLogprobs()).startsWith(-0.01f, -0.02f, -0.03f, -0.04f, -0.05f, -0.06f, 0, 0).endsWith(-0.01f,
                    -0.02f, -0.03f, -0.04f);
            var second = server.bodies.get(1).path(api == ServerApi.SGLANG ? "input_ids" : "prompt");
            assertThat(second).hasSize(trajectory.prompt().length + trajectory.length() - ModelServer.ANSWER.size());
        }
    }

    @ParameterizedTest
    @CsvSource({"SGLANG, BUSY", "SGLANG, BROKEN", "SGLANG, CUT", "SGLANG, MALFORMED", "SGLANG, NO_TOKENS", "SGLANG, COUNTS_DIFFER",
        "SGLANG, ABORTED", "VLLM, BUSY", "VLLM, BROKEN", "VLLM, CUT", "VLLM, MALFORMED", "VLLM, NO_TOKENS", "VLLM, COUNTS_DIFFER",
        "VLLM, ABORTED", "COMPLETIONS, BUSY", "COMPLETIONS, CUT", "COMPLETIONS, NO_TOKENS", "COMPLETIONS, COUNTS_DIFFER",
        "COMPLETIONS, ABORTED", "CHAT, BROKEN", "CHAT, MALFORMED", "CHAT, NO_TOKENS", "CHAT, COUNTS_DIFFER", "CHAT, ABORTED"})
    void aTurnThatFailsIsAskedForAgain(ServerApi api, Fault fault) throws IOException {
        try (var server = server(n -> n == 1 || n == 2 ? fault : Fault.NONE); var engine = engine(api, server)) {
            isRight(rollout(engine, 1).getFirst());
            assertThat(server.bodies).hasSize(4);
            var names = server.bodies.stream().map(body -> body.path("rid").asString("")).distinct();
            assertThat(names).as("each request has a name of its own").hasSize(api == ServerApi.SGLANG ? 4 : 1);
            server.bodies.forEach(body -> ((ObjectNode) body).remove("rid"));
            assertThat(server.bodies.get(3)).isEqualTo(server.bodies.get(1));
            if (fault == Fault.BUSY) assertThat(waits.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
            else
                assertThat(waits.pauses).hasSize(2);
        }
    }

    @Test
    void aSilentServerIsAskedAgain() throws IOException {
        try (var server = server(n -> n == 0 ? Fault.SILENT : Fault.NONE)) {
            var options = ServerOptions.DEFAULT.with(ServerApi.SGLANG, server.url()).withPauses(100, Duration.ZERO, Duration.ofSeconds(3));
            try (var engine = engine(options)) {
                isRight(rollout(engine, 1).getFirst());
            }
        }
    }

    @Test
    void aServerThatDiesInTheMiddleAndComesBackLosesNothing() throws IOException {
        try (var server = server(n -> Fault.NONE)) {
            var reviving = new dev.retool4j.data.http.Waits() {
                boolean dead;

                @Override
                public long nanos() {
                    return 0;
                }

                @Override
                public void pause(Duration time) {
                    if (dead) server.comeBack();
                    dead = false;
                }

                @Override
                public boolean stopped() {
                    return false;
                }
            };
            var killing = FakeInterpreter.printing(code -> {
                server.die();
                reviving.dead = true;
                return "42\n";
            });
            var options = ServerOptions.DEFAULT.with(ServerApi.SGLANG, server.url());
            try (var engine = RemoteEngine.connect(options, tokenizer, null, reviving)) {
                isRight(new InterleavedRollout(engine, killing, OPTIONS).collect(PROBLEM, 1, 0, "t").getFirst());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "REFUSED", "COUNTS_DIFFER"})
    void whatFailsForGoodIsMarkedAndNotScored(Fault fault) throws IOException {
        // one after the other: each sample's first turn is answered, the second turn of the first sample never is
        try (var server = server(n -> n >= 1 && n <= (fault == Fault.REFUSED ? 1 : 4) ? fault : Fault.NONE)) {
            var options = ServerOptions.DEFAULT.with(ServerApi.SGLANG, server.url()).withPauses(4, Duration.ZERO, Duration.ofSeconds(30))
                    .withConcurrency(1);
            try (var engine = engine(options)) {
                var trajectories = rollout(engine, 3);
                assertThat(trajectories).extracting(Trajectory::stop).containsOnlyOnce(StopReason.ENGINE_FAILURE);
                var failed = trajectories.stream().filter(t -> t.stop() == StopReason.ENGINE_FAILURE).findFirst().orElseThrow();
                assertThat(failed.stop().scorable()).isFalse();
                assertThat(failed.calls()).hasSize(1);
                trajectories.stream().filter(t -> t != failed).forEach(RemoteEngineTest::isRight);
            }
        }
    }

    @Test
    void aServerThatIsGoneEndsTheRollout() throws IOException {
        try (var server = server(n -> n < 2 ? Fault.NONE : Fault.BROKEN); var engine = engine(ServerApi.SGLANG, server)) {
            assertThatThrownBy(() -> rollout(engine, 20)).isInstanceOf(EngineException.class).hasMessageContaining("answered 500")
                    .hasMessageContaining("the last 8 requests all failed");
        }
    }

    @Test
    void nobodyAtTheAddressIsSaidAtOnce() throws IOException {
        var server = server(n -> Fault.NONE);
        server.close();
        assertThatThrownBy(() -> engine(ServerApi.SGLANG, server)).isInstanceOf(EngineException.class)
                .hasMessageContaining("nobody answers at").hasMessageContaining("engine.url");
        assertThat(waits.pauses).isEmpty();
    }

    @Test
    void anothersTokenizerIsFoundOut() throws IOException {
        try (var server = new ModelServer(tokenizer, piece -> 'x', SGLANG, n -> Fault.NONE);
                var engine = engine(ServerApi.SGLANG, server)) {
            assertThatThrownBy(() -> rollout(engine, 1)).isInstanceOf(EngineException.class).hasMessageContaining("'</code>'")
                    .hasMessageContaining("engine.tokenizer");
        }
    }

    @Test
    void sglangGetsTheSequencesSeedAndRetoolTheOffsetToo() throws IOException {
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.SGLANG, server)) {
            rollout(engine, 1);
            var seeds = server.bodies.stream().map(body -> body.path("sampling_params").path("sampling_seed").asLong()).distinct().toList();
            assertThat(seeds).hasSize(1);
            assertThat(seeds.getFirst()).isBetween(0L, (long) Integer.MAX_VALUE);
            assertThat(server.bodies).noneMatch(body -> body.path("sampling_params").has("sampling_offset"));
        }
        var own = "{\"model_path\":\"models/tiny\",\"server\":\"retool4j\"}";
        try (var server = new ModelServer(tokenizer, tokenizer::piece, own, n -> Fault.NONE);
                var engine = engine(ServerApi.SGLANG, server)) {
            rollout(engine, 1);
            assertThat(server.bodies).allMatch(body -> body.path("sampling_params").path("sampling_seed").asLong() == InterleavedRollout
                    .sampleSeed(0, 0, 0));
            assertThat(server.bodies).extracting(body -> body.path("sampling_params").path("sampling_offset").asInt()).containsExactly(0,
                    ModelServer.CALL.size());
        }
    }

    @Test
    void otherServersGetASeedForEachTurn() throws IOException {
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.VLLM, server)) {
            rollout(engine, 1);
            assertThat(server.bodies.stream().map(body -> body.path("seed").asInt(-1)).distinct()).hasSize(2).allMatch(seed -> seed >= 0);
        }
    }

    @Test
    void aChatEndpointGetsTheQuestionWithoutATemplate() throws IOException {
        var templated = new TinyTokenizer(TinyTokenizer.TAGS, new dev.retool4j.chat.ChatTemplate("[{{ messages[0].content }}]",
                java.util.Map.of()));
        try (var server = server(n -> Fault.NONE);
                var engine = RemoteEngine.connect(ServerOptions.DEFAULT.with(ServerApi.CHAT, server.url()), templated, null, waits)) {
            rollout(engine, 1);
            assertThat(server.bodies.getFirst().path("messages").path(0).path("content").asString()).isEqualTo("<|user|>6*7?<|assistant|>");
        }
    }

    @Test
    void whatIsDrawnBehindAStopIsCut() throws Unusable {
        var turn = turn(List.of("</code>"));
        var ids = List.of("a", "</code>", "b").stream().mapToInt(tokenizer::piece).toArray();
        var generation = new DrawnTokens(ids, new float[3], true, null).checked(turn, tokenizer);
        assertThat(generation.tokens()).containsExactly(ids[0], ids[1]);
        assertThat(generation.stop()).isEqualTo("</code>");
    }

    @Test
    void moreTokensThanAskedForAreNoAnswer() {
        assertThatThrownBy(() -> new DrawnTokens(new int[9], new float[9], true, null).checked(turn(List.of()), tokenizer))
                .isInstanceOf(Unusable.class).hasMessageContaining("9 tokens, where 8 were asked for");
    }

    private static Turn turn(List<String> stops) {
        return new Turn(List.of(), 0, 0, Sampling.temperature(1), 8, stops);
    }

    @Test
    void aTextThatEndsWithoutAnOpenBlockIsTheEnd() {
        var stops = List.of("</code>", "</answer>");
        var text = new TextTokenizer();
        assertThat(new WrittenText("<code>x</code> and <answer>1", "stop", null).checked(turn(stops), text).stop()).isEqualTo("</code>");
        assertThat(new WrittenText("so <answer>1", "stop", null).checked(turn(stops), text).stop()).isEqualTo("</answer>");
        assertThat(new WrittenText("I do not know", "stop", null).checked(turn(stops), text).finish())
                .isEqualTo(dev.retool4j.rollout.Generation.Finish.END_OF_TEXT);
        assertThat(new WrittenText("so <answer>1", "length", null).checked(turn(stops), text).finish())
                .isEqualTo(dev.retool4j.rollout.Generation.Finish.LENGTH);
    }

    @ParameterizedTest
    @CsvSource({"''", "a", "ab", "abc", "abcd", "'ünïcödé ⅔ \uD83D\uDE00 end'"})
    void textSurvivesTheStandInTokenizer(String text) {
        var tokens = new TextTokenizer();
        assertThat(tokens.decode(tokens.encode(text))).isEqualTo(text);
    }

    @Test
    void aServerThatRefusesEveryTurnEndsTheWork() throws IOException {
        try (var server = server(n -> Fault.REFUSED); var engine = engine(ServerApi.SGLANG, server)) {
            assertThatThrownBy(() -> rollout(engine, 8)).isInstanceOf(EngineException.class)
                    .hasMessageContaining("all requests are refused")
                    .matches(e -> ((EngineException) e).fatal());
        }
    }

    @Test
    void aServerWithoutRoomIsWaitedForAsLongAsATurnMayTake() throws IOException {
        try (var server = server(n -> n < 12 ? Fault.BUSY : Fault.NONE)) {
            var options = ServerOptions.DEFAULT.with(ServerApi.SGLANG, server.url()).withPauses(2, Duration.ofSeconds(1),
                    Duration.ofMinutes(5));
            try (var engine = engine(options)) {
                isRight(rollout(engine, 1).getFirst());
            }
        }
        try (var server = server(n -> Fault.BUSY); var engine = engine(ServerApi.SGLANG, server)) {
            assertThat(rollout(engine, 1).getFirst().stop()).isEqualTo(StopReason.ENGINE_FAILURE);
        }
    }

    @Test
    void weightsThatSomebodyElseChangesEndTheWork() throws IOException {
        try (var server = server(n -> Fault.NONE)) {
            server.version = "one";
            try (var engine = engine(ServerApi.SGLANG, server)) {
                isRight(rollout(engine, 1).getFirst());
                server.version = "two";
                assertThatThrownBy(() -> rollout(engine, 1)).hasMessageContaining("weights are now two and were one");
            }
        }
    }

    @Test
    void newWeightsAreTakenFromAFolder() throws Exception {
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.SGLANG, server)) {
            engine.updateWeights("/models/step-1", "step-1");
            engine.updateWeights("/models/step-2", "step-2");
            assertThat(server.taken).containsExactly("/models/step-1", "/models/step-2");
            rollout(engine, 3).forEach(RemoteEngineTest::isRight);
            assertThat(server.taken).hasSize(2);
        }
    }

    @Test
    void aServerThatWasStartedAnewIsGivenTheLastWeightsAgain() throws Exception {
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.SGLANG, server)) {
            engine.updateWeights("/models/step-2", "step-2");
            server.die();
            server.comeBack();
            rollout(engine, 8).forEach(RemoteEngineTest::isRight);
            assertThat(server.taken).containsExactly("/models/step-2", "/models/step-2");
            assertThat(server.version).isEqualTo("step-2");
        }
    }

    @Test
    void aServerThatTakesNoWeightsIsAnErrorWithItsWords() throws Exception {
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.SGLANG, server)) {
            server.takesWeights = false;
            assertThatThrownBy(() -> engine.updateWeights("/models/step-2", "step-2")).isInstanceOf(EngineException.class)
                    .hasMessageContaining("/models/step-2").hasMessageContaining("no such folder").hasMessageContaining("weights.folder")
                    .matches(e -> ((EngineException) e).fatal());
        }
        try (var server = server(n -> Fault.NONE); var engine = engine(ServerApi.VLLM, server)) {
            assertThatThrownBy(() -> engine.updateWeights("/models/step-2", "step-2")).hasMessageContaining("engine.api=vllm")
                    .hasMessageContaining("retool serve");
        }
    }

    @Test
    void cancellingEndsWhatWaitsForTheServer() throws IOException {
        try (var server = server(n -> Fault.SILENT); var engine = engine(ServerApi.SGLANG, server)) {
            var rollouts = new InterleavedRollout(engine, interpreter, OPTIONS);
            var cancelling = Thread.ofVirtual().start(() -> {
                while (server.bodies.isEmpty())
                    Thread.onSpinWait();
                rollouts.cancel();
            });
            assertThat(rollouts.collect(PROBLEM, 1, 0, "t").getFirst().stop()).isEqualTo(StopReason.ABORTED);
            assertThat(cancelling).isNotNull();
            engine.close();
            assertThat(server.aborted).containsExactly(server.bodies.getFirst().path("rid").asString());
        }
    }
}
