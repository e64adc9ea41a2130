package dev.retool4j.web.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.retool4j.chat.BpeTrainer;
import dev.retool4j.chat.HuggingFaceTokenizer;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceNote;
import dev.retool4j.sandbox.ExecutionResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenApiTest {
    @TempDir
    private Path folder = Path.of("");

    private RunDirectory run;
    private Site site;

    @BeforeEach
    void start() throws Exception {
        run = TestRuns.open(folder.resolve("runs").resolve("tool"));
        site = Site.of(folder.resolve("runs"));
        new BpeTrainer(300, 1000, BpeTrainer.SPECIAL_TOKENS).train(List.of("yes no 0 1 2 3")).write(folder.resolve("tokenizer"));
    }

    @AfterEach
    void stop() {
        site.close();
        run.close();
    }

    /// Two sampled tokens, one of the interpreter, one sampled.
    private void addTrace(HuggingFaceTokenizer tokenizer) {
        var text = tokenizer.encode("no");
        var output = tokenizer.encode("1");
        var tokens = new int[]{text[0], text[0], output[0], text[0]};
        var word = tokenizer.decode(new int[]{text[0]});
        var segments = List.of(new Segment(Span.Kind.CODE, 0, 2, word + word), new Segment(Span.Kind.INTERPRETER, 2, 3, "1"),
                new Segment(Span.Kind.ANSWER, 3, 4, word));
        var calls = List.of(new InterpreterCall(0, "print(1)", null, "1", 0.25, 0.5));
        run.traces().add(new Trace(4, new Trajectory("train-000004-000", new Problem("p", "q", "1"), 0, new int[]{1}, tokens, segments,
                new float[]{-1, -2, 0, -3}, new float[]{0.5f, 0.25f, 0, 0.125f}, calls, StopReason.ANSWERED, 1),
                new Reward(1, true, "1", "equal"), Map.of()));
        run.traces().annotate(TraceNote.TRAINER,
                new TraceNote("train-000004-000", 4, Map.of(TraceNote.ADVANTAGE, 0.75, TraceNote.CLIPPED, 1.0),
                        Map.of(TraceNote.DIFFERENCE, new float[]{0.25f, -0.5f, 0, 0.125f}, TraceNote.ADVANTAGE, new float[]{0.75f})));
    }

    @Test
    void columnsHoldWhatIsKnownOfEachToken() throws Exception {
        try (var tokenizer = HuggingFaceTokenizer.load(folder.resolve("tokenizer"))) {
            run.keepVocabulary(tokenizer);
            addTrace(tokenizer);
        }
        var answer = site.json("/api/runs/tool/tokens?source=train&id=train-000004-000");
        assertThat(answer.path("count").asInt()).isEqualTo(4);
        assertThat(answer.path("mask").toString()).isEqualTo("[1,1,0,1]");
        assertThat(answer.path("texts").get(2).asString()).isEqualTo("1");
        var columns = answer.path("columns");
        assertThat(columns.path("engine_logprob").toString()).isEqualTo("[-1.0,-2.0,null,-3.0]");
        assertThat(columns.path("value").toString()).isEqualTo("[0.5,0.25,null,0.125]");
        assertThat(columns.path("old_logprob")).isEqualTo(columns.path("engine_logprob"));
        assertThat(columns.path("new_logprob").toString()).isEqualTo("[-0.75,-2.5,null,-2.875]");
        assertThat(columns.path("difference").toString()).isEqualTo("[0.25,-0.5,null,0.125]");
        assertThat(columns.path("ratio").get(0).asDouble()).isCloseTo(Math.exp(0.25), within(1e-5));
        assertThat(columns.path("advantage").toString()).isEqualTo("[0.75,0.75,null,0.75]");
        assertThat(columns.has("return") || columns.has("entropy")).isFalse();
        assertThat(answer.path("figures").path("clipped").asDouble()).isEqualTo(1);
        var trace = site.json("/api/runs/tool/trace?id=train-000004-000");
        assertThat(trace.path("advantage").asDouble()).isEqualTo(0.75);
        assertThat(trace.path("timeline").toString()).contains("\"interpreter\"").contains("\"generate\"");
        assertThat(trace.path("timeline")).hasSize(3);
        assertThat(trace.path("timeline").get(2).path("begin").asDouble()).isEqualTo(0.75);
        assertThat(trace.path("timeline").get(2).path("seconds").asDouble()).isEqualTo(0.25);
    }

    @Test
    void anEvaluationHasWhatTheEngineKeptAndNoMore() throws Exception {
        var answer = site.json("/api/runs/tool/tokens?source=held@3&id=eval-flips");
        assertThat(answer.path("count").asInt()).isEqualTo(36);
        assertThat(answer.path("texts").isNull()).isTrue();
        assertThat(answer.path("columns").propertyNames()).containsExactly("engine_logprob");
        assertThat(answer.path("figures")).isEmpty();
        assertThat(site.json("/api/runs/tool/trace?source=held@3&id=eval-flips").has("timeline")).isFalse();
        assertThat(site.get("/api/runs/tool/tokens?id=none").statusCode()).isEqualTo(404);
    }

    @Test
    void aVocabularyThatLeadsOutsideIsNotRead() throws Exception {
        Files.createSymbolicLink(run.path().resolve("vocabulary.bin"), Files.writeString(folder.resolve("secret"), "secret"));
        assertThat(site.get("/api/runs/tool/tokens?id=train-000001-000").statusCode()).isEqualTo(403);
    }

    @Test
    void aCallThatWasNeverOpenedIsNotTakenForTheNextBlocks() throws Exception {
        var segments = List.of(new Segment(Span.Kind.TEXT, 0, 3, "1)</code>"), new Segment(Span.Kind.INTERPRETER, 3, 4, "[no Python]"),
                new Segment(Span.Kind.CODE, 4, 6, "<code>print(1)</code>"), new Segment(Span.Kind.INTERPRETER, 6, 7, "1"));
        var ran = new ExecutionResult(ExecutionResult.Status.FINISHED, "1", "", 0, 0, 0);
        var calls = List.of(new InterpreterCall(2, "", null, "", 0, 0.1), new InterpreterCall(4, "print(1)", ran, "1", 0, 0.2));
        run.traces().add(new Trace(4, new Trajectory("train-000004-007", new Problem("p", "q", "1"), 0, new int[]{1}, new int[7], segments,
                new float[7], new float[0], calls, StopReason.ANSWERED, 1), new Reward(1, true, "1", "equal"), Map.of()));
        var shown = site.json("/api/runs/tool/trace?id=train-000004-007").path("segments");
        assertThat(shown.get(0).path("call").path("status").asString()).isEqualTo("malformed");
        assertThat(shown.get(2).path("call").path("number").asInt()).isEqualTo(2);
        assertThat(shown.get(2).path("call").path("succeeded").asBoolean()).isTrue();
        assertThat(shown.get(2).path("corrects").asBoolean()).isTrue();
    }
}
