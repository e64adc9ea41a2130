package dev.retool4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.retool4j.analysis.TestResponse;
import dev.retool4j.analysis.Scored;
import dev.retool4j.reward.Rewards;
import dev.retool4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationsTest {
    private static final Protocol PROTOCOL = new Protocol(2, 2, Sampling.temperature(1), 180, 100, 4, 7);

    @TempDir
    Path directory;

    private static List<Scored> samples() {
        var a = TestResponse.problem("a", "1");
        var b = TestResponse.problem("b", "2");
        return List.of(TestResponse.response().text("x", 5).answer("1", 5).scored(a, "1"),
                TestResponse.response().text("x", 5).answer("1", 5).scored(a, "1"),
                TestResponse.response().text("x", 5).answer("2", 5).scored(b, "2"),
                TestResponse.response().text("x", 5).answer("3", 5).scored(b, "3"));
    }

    @Test
    void summariesAndTrajectoriesComeBack() {
        var evaluations = new Evaluations(directory);
        var written = evaluations.write(120, "heldout", PROTOCOL, samples());
        evaluations.write(120, "aime24", PROTOCOL, samples().subList(0, 2));
        evaluations.write(40, "heldout", PROTOCOL, samples());
        assertThat(evaluations.steps()).containsExactly(40, 120);
        assertThat(evaluations.summaries(120)).containsOnlyKeys("heldout", "aime24");
        assertThat(evaluations.summary(120, "heldout")).contains(written);
        assertThat(evaluations.traces(120, "heldout")).hasSize(4).allMatch(trace -> trace.step() == 120);
        assertThat(evaluations.summary(7, "heldout")).isEmpty();
        assertThat(directory.resolve("step-000120/aime24.jsonl")).exists();
    }

    @Test
    void theWholeProtocolIsStoredWithTheScore() throws IOException {
        var protocol = new Protocol(2, 2, Sampling.temperature(1), 180, 100, 4, 7, 1800.0,
                new Protocol.Asking("paper", "0123456789abcdef", "none", "inline", "feedback", "", "model", "2024-07-26"),
                new Protocol.Tools("local, namespaces, Python 3.12", 5, 1024, 256, 32, false, "last_line", 400), Rewards.paper().scoring(),
                new Protocol.PolicyId("lr2@120", "fedcba9876543210", "0011223344556677"));
        var evaluations = new Evaluations(directory);
        evaluations.write(120, "heldout", protocol, samples());
        assertThat(evaluations.summary(120, "heldout").orElseThrow().protocol()).isEqualTo(protocol);
        assertThat(Files.readString(directory.resolve("step-000120/summary.json"))).contains("\"promptHash\"", "\"answer-box\"");
        assertThat(protocol.describe()).containsEntry("policy", "lr2@120, weights fedcba9876543210")
                .containsEntry("prompt", "paper, 0123456789abcdef").containsEntry("answer extractor", "answer-box")
                .containsEntry("verifier", "retool4j equivalence 1, 6 digits").containsEntry("time of a response", "at most 1800 s")
                .containsEntry("limits of a program", "5 s, 1024 MiB, 256 KiB of output, 32 processes").doesNotContainValue("unknown");
    }

    /// As programs wrote it that did not know of prompts, interpreter, verifier and checkpoint yet.
    @Test
    void whatAnOlderProgramStoredIsReadAndTheRestIsUnknown() throws IOException {
        Files.createDirectories(directory.resolve("step-000040"));
        Files.writeString(directory.resolve("step-000040/summary.json"), """
                {"heldout": {"set": "heldout", "step": 40, "protocol": {"problems": 2, "samples": 2, "sampling": {"temperature": 1.0,
                 "topP": 1.0, "topK": 0, "banned": []}, "responseTokens": 180, "turnTokens": 100, "codeCalls": 4, "seed": 7},
                 "measures": {"accuracy": 0.5}}}""");
        var protocol = new Evaluations(directory).summary(40, "heldout").orElseThrow().protocol();
        assertThat(protocol).isEqualTo(PROTOCOL);
        assertThat(protocol.describe()).containsEntry("temperature", "1.0").containsEntry("prompt", "unknown")
                .containsEntry("policy", "unknown").containsEntry("verifier", "unknown").containsEntry("interpreter", "unknown");
    }

    @Test
    void theSummaryHoldsScoresAndMeasures() {
        var summary = EvaluationSummary.of("heldout", 120, PROTOCOL, samples());
        assertThat(summary.measure(MetricNames.ACCURACY)).isEqualTo(0.75);
        assertThat(summary.measure(MetricNames.STANDARD_ERROR)).isEqualTo(0.25);
        assertThat(summary.measure("pass@2")).isEqualTo(1.0);
        assertThat(summary.measure("maj@2")).isEqualTo(0.75);
        assertThat(summary.measure("code/ratio")).isZero();
        assertThat(summary.measure("code/pass_rate")).isNaN();
        assertThat(summary.metrics()).containsEntry("eval/heldout/accuracy", 0.75).containsEntry("eval/heldout/response/length", 10.0);
    }

    @Test
    void brokenFilesAndBadNamesAreRefused() throws IOException {
        var evaluations = new Evaluations(directory);
        assertThatThrownBy(() -> evaluations.write(1, "../x", PROTOCOL, samples())).isInstanceOf(IllegalArgumentException.class);
        evaluations.write(1, "s", PROTOCOL, samples());
        Files.writeString(directory.resolve("step-000001/summary.json"), "{\"s\":");
        assertThatThrownBy(() -> evaluations.summaries(1)).isInstanceOf(RunException.class).hasMessageContaining("is not a summary");
    }
}
