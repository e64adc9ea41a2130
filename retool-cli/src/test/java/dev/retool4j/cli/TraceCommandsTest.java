package dev.retool4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandsTest {
    @TempDir
    private Path folder = Path.of("");

    private String run = "";

    @BeforeEach
    void write() {
        var path = folder.resolve("run");
        run = path.toString();
        try (var directory = RunDirectory.open(path, RunDirectory.Existing.REFUSE, new RunDirectory.Start("", List.of("retool"), 1))) {
            for (int sample = 0; sample < 2; sample++) {
                var text = "<script>alert(1)</script> \u001b[31m\u202e thinking";
                var trajectory = new Trajectory("train-000001-00" + sample, new Problem("p", "What is 6 · 7?", "42"), sample, new int[]{1},
                        new int[3], List.of(new Segment(Span.Kind.TEXT, 0, 2, text), new Segment(Span.Kind.ANSWER, 2, 3, "42")),
                        new float[3],
                        new float[0], List.of(), StopReason.ANSWERED, 1);
                directory.traces().add(new Trace(1, trajectory, new Reward(sample == 0 ? 1 : -1, sample == 0, "42", "equal"), Map.of()));
            }
            directory.finish();
        }
    }

    @Test
    void tracesAreListedAndFiltered() {
        var all = Invocation.of("trace", "show", run);
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.out()).contains("train-000001-000").contains("train-000001-001");
        assertThat(Invocation.of("trace", "show", run, "--filter", "is:wrong").out()).doesNotContain("-000 ").contains("train-000001-001");
        assertThat(Invocation.of("trace", "show", run, "--filter", "colour:red").err()).startsWith("error: a filter has no 'colour'");
        assertThat(Invocation.of("trace", "show", run, "--json").out()).startsWith("[{\"id\":\"train-000001-000\"");
    }

    @Test
    void oneTraceIsPrintedWithoutSteeringTheTerminal() {
        var shown = Invocation.of("trace", "show", run, "train-000001-000");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).contains("What is 6 · 7?").contains("── text · 2 tokens").contains("thinking").doesNotContain("\u001b")
                .doesNotContain("\u202e");
        var missing = Invocation.of("trace", "show", run, "none");
        assertThat(missing.code()).isEqualTo(1);
        assertThat(missing.err()).contains("there is no trace 'none' in train");
    }

    @Test
    void anExportLoadsAndRunsNothing() {
        var file = folder.resolve("trace.html");
        var exported = Invocation.of("trace", "export", run, "train-000001-000", "--out", file.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(file).content().startsWith("<!DOCTYPE html>").contains("&lt;script&gt;alert(1)").contains("⟨U+202E⟩")
                .doesNotContain("<script")
                .contains("default-src &#39;none&#39;");
    }

    @Test
    void whatFlippedBetweenTwoEvaluationsComesFirst() {
        var runs = SyntheticEvaluations.write(folder.resolve("both")).toString();
        var table = Invocation.of("trace", "compare", runs + "@0", runs + "@3");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out().lines().skip(1).findFirst().orElse("")).startsWith("flips").contains("better").contains("0/2")
                .contains("2/2");
        assertThat(table.out()).contains("shrinks").contains("shorter");
        assertThat(table.err()).contains("1 better, 0 worse, 1 shorter, 1 the same").contains("both, heldout@0");
        var json = Invocation.of("trace", "compare", runs + "@0", runs, "--json");
        assertThat(json.out()).contains("\"problem\":\"flips\",\"verdict\":\"better\"").contains("heldout@3");
        var one = Invocation.of("trace", "compare", runs + "@0", runs + "@3", "--problem", "flips");
        assertThat(one.out()).contains("═══ turn 1 · A both, heldout@0").contains("═══ turn 2 · B both, heldout@3").contains("── code 1")
                .doesNotContain("\u001b");
        assertThat(one.out().indexOf("turn 1 · B")).isLessThan(one.out().indexOf("turn 2 · A"));
    }

    @Test
    void aComparisonIsAPageThatLoadsAndRunsNothing() {
        var runs = SyntheticEvaluations.write(folder.resolve("both")).toString();
        var file = folder.resolve("compare.html");
        var written = Invocation.of("trace", "compare", runs + "@0", runs + "@3", "--html", file.toString());
        assertThat(written.code()).as(written.err()).isZero();
        assertThat(file).content().startsWith("<!DOCTYPE html>").contains("default-src &#39;none&#39;").contains("flips: better")
                .contains("&lt;script&gt;alert(1)").doesNotContain("<script").contains("interpreter · no gradient");
    }

    @Test
    void sidesThatCannotBeComparedAreSaid() {
        var runs = SyntheticEvaluations.write(folder.resolve("both")).toString();
        var step = Invocation.of("trace", "compare", runs + "@0", runs + "@7");
        assertThat(step.code()).isEqualTo(1);
        assertThat(step.err()).contains("were not both evaluated on the same problem set").contains("heldout@0, heldout@3");
        assertThat(Invocation.of("trace", "compare", run, runs).err()).contains(": nothing");
        assertThat(Invocation.of("trace", "compare", runs + "@0", runs, "--problem", "none").err())
                .contains("there is no problem 'none' in both");
        assertThat(Invocation.of("trace", "compare", runs + "@0").code()).isEqualTo(2);
        assertThat(Invocation.of("trace", "compare", runs + "@0", runs, "--limit", "0").code()).isEqualTo(2);
    }
}
