package dev.retool4j.web.dashboard;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.sandbox.ExecutionResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Small runs to look at.
final class TestRuns {
    /// What a model or a program might write to harm whoever looks at it.
    static final String HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> javascript:alert(1) \u202egnp.exe \u0000 😀 </pre>";

    private TestRuns() {}

    /// A trajectory with a failed block, a later one that ran, and an answer.
    static Trajectory trajectory(String id, String problem, int sample, String text) {
        var segments = List.of(new Segment(Span.Kind.TEXT, 0, 5, text),
                new Segment(Span.Kind.CODE, 5, 15, "<code>\nprint(greedy)\n</code>"),
                new Segment(Span.Kind.INTERPRETER, 15, 20, "<interpreter>\nNameError: " + text + "\n</interpreter>"),
                new Segment(Span.Kind.CODE, 20, 30, "<code>\nprint(610)\n</code>"),
                new Segment(Span.Kind.INTERPRETER, 30, 32, "<interpreter>\n610\n</interpreter>"),
                new Segment(Span.Kind.ANSWER, 32, 36, "<answer>\\boxed{610}</answer>"));
        var failed = new ExecutionResult(ExecutionResult.Status.ERROR, "", "NameError: name 'greedy' is not defined", 1, 0.21, 0.1);
        var ran = new ExecutionResult(ExecutionResult.Status.FINISHED, "610\n", "", 0, 0.34, 0.1);
        var calls = List.of(new InterpreterCall(5, "print(greedy)", failed, "NameError: " + text, 0.3),
                new InterpreterCall(20, "print(610)", ran, "610", 0.4));
        return new Trajectory(id, new Problem(problem, "What is 600 + 10? " + text, "610"), sample, new int[]{1, 2}, new int[36], segments,
                new float[36], new float[0], calls, StopReason.ANSWERED, 1.5);
    }

    /// A run with three steps, two traces a step, and two evaluations between which one problem flips.
    static RunDirectory open(Path path) {
        var run = RunDirectory.open(path, RunDirectory.Existing.REFUSE,
                new RunDirectory.Start("rl:\n  algorithm: grpo\n", List.of("retool", "train"), 7));
        for (int step = 1; step <= 3; step++) {
            for (int sample = 0; sample < 2; sample++)
                run.traces().add(new Trace(step, trajectory("train-%06d-%03d".formatted(step, sample), "p", sample, "step " + step),
                        new Reward(sample == 0 ? 1 : -1, sample == 0, sample == 0 ? "610" : null, "equal"), Map.of()));
            run.log(step, Map.of(MetricNames.REWARD_MEAN, step / 10.0, MetricNames.ACTOR_ENTROPY, 1.0 / step));
        }
        for (int step : List.of(0, 3)) {
            var samples = new ArrayList<Scored>();
            for (var problem : List.of("easy", "flips")) {
                boolean right = problem.equals("easy") || step == 3;
                samples.add(
                        new Scored(trajectory("eval-" + problem, problem, 0, "fine"), new Reward(right ? 1 : -1, right, "610", "equal")));
            }
            var summary = run.evaluations().write(step, "held", new Protocol(2, 1, Sampling.temperature(1), 64, 64, 4, 1), samples);
            run.log(step, summary.metrics());
        }
        return run;
    }
}
