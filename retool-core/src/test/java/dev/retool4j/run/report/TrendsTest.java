package dev.retool4j.run.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.TestResponse;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrendsTest {
    private static final Protocol PROTOCOL = new Protocol(40, 1, Sampling.temperature(1), 180, 180, 4, 7);

    @TempDir
    Path root;

    /// A run evaluated on 40 problems, with so many right answers at each step, the rest of a response drawn from a function of its index.
    private Path run(String name, Map<Integer, Integer> right, IntFunction<TestResponse> early, IntFunction<TestResponse> late) {
        try (var run = RunDirectory.open(root.resolve(name), RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of(), 1))) {
            int last = right.keySet().stream().max(Integer::compare).orElseThrow();
            right.forEach((step, count) -> {
                var samples = new ArrayList<Scored>();
                for (int i = 0; i < 40; i++) {
                    var problem = TestResponse.problem("p" + i, "1", "modpow", i < 20 ? "easy" : "hard");
                    samples.add((step == last ? late : early).apply(i).answer("1", 2).scored(problem, i < count ? "1" : "0"));
                }
                run.evaluations().write(step, "heldout", PROTOCOL, samples);
            });
        }
        return root.resolve(name);
    }

    private static Map<String, Trend.Verdict> verdicts(Path tool, Path text) {
        var verdicts = new java.util.HashMap<String, Trend.Verdict>();
        var input = new ReportInput("t", tool, new ReportInput.Arm("tool", tool), new ReportInput.Arm("text", text), null, Map.of(),
                List.of());
        Trends.of(ReportData.read(input)).forEach(trend -> verdicts.put(trend.finding(), trend.verdict()));
        return verdicts;
    }

    @Test
    void clearChangesAreSeen() {
        var tool = run("tool", Map.of(0, 16, 20, 2, 40, 36), i -> TestResponse.response().text("x", i % 2 == 0 ? 60 : 50),
                i -> i < 2 ? TestResponse.response().failing(4).passing(5) : TestResponse.response().text("x", 3).passing(9));
        var text = run("text", Map.of(0, 4, 100, 14), i -> TestResponse.response().text("x", 30),
                i -> TestResponse.response().text("x", 30));
        assertThat(verdicts(tool, text)).containsEntry("Reinforcement learning with the interpreter raises accuracy", Trend.Verdict.YES)
                .containsEntry("Accuracy dips before it rises", Trend.Verdict.YES)
                .containsEntry("The interpreter beats text-only reinforcement learning", Trend.Verdict.YES)
                .containsEntry("Text-only reinforcement learning rises too, slowly", Trend.Verdict.YES)
                .containsEntry("Nearly every response comes to use code", Trend.Verdict.YES)
                .containsEntry("Responses become shorter", Trend.Verdict.YES)
                .containsEntry("The last block of right responses nearly always runs", Trend.Verdict.YES)
                .containsEntry("The policy corrects its own failing code", Trend.Verdict.YES)
                .containsEntry("The policy chooses when to call (selectivity)", Trend.Verdict.NO)
                .containsEntry("Code is called earlier in the response", Trend.Verdict.NOT_MEASURED);
    }

    @Test
    void changesWithinTheNoiseAreNot() {
        IntFunction<TestResponse> same = i -> i < 20
                ? TestResponse.response().text("x", 30)
                : TestResponse.response().text("x", 3).passing(9);
        var tool = run("tool", Map.of(0, 16, 40, 18), same, same);
        var text = run("text", Map.of(0, 15, 100, 15), same, same);
        assertThat(verdicts(tool, text)).containsEntry("Reinforcement learning with the interpreter raises accuracy", Trend.Verdict.NO)
                .containsEntry("Accuracy dips before it rises", Trend.Verdict.NOT_MEASURED)
                .containsEntry("The interpreter beats text-only reinforcement learning", Trend.Verdict.NO)
                .containsEntry("Text-only reinforcement learning rises too, slowly", Trend.Verdict.NO)
                .containsEntry("Nearly every response comes to use code", Trend.Verdict.NO)
                .containsEntry("Responses become shorter", Trend.Verdict.NO).containsEntry("Code becomes longer", Trend.Verdict.NO)
                .containsEntry("The policy corrects its own failing code", Trend.Verdict.NOT_MEASURED)
                .containsEntry("The policy chooses when to call (selectivity)", Trend.Verdict.YES);
    }
}
