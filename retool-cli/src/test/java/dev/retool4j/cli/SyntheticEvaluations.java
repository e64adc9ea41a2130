package dev.retool4j.cli;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.Segment;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.sandbox.ExecutionResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A run that was evaluated at steps 0 and 3, two samples each: of three problems one flips to right, one gets shorter, one stays wrong.
final class SyntheticEvaluations {
    private SyntheticEvaluations() {}

    static Path write(Path path) {
        try (var run = RunDirectory.open(path, RunDirectory.Existing.CLEAN, new RunDirectory.Start("", List.of("retool"), 1))) {
            for (int step : List.of(0, 3)) {
                var samples = new ArrayList<Scored>();
                for (var problem : List.of("flips", "shrinks", "stays"))
                    for (int sample = 0; sample < 2; sample++) {
                        boolean right = problem.equals("shrinks") || problem.equals("flips") && step == 3;
                        int words = problem.equals("shrinks") && step == 3 ? 2 : 9;
                        samples.add(new Scored(trajectory(problem, sample, words), new Reward(right ? 1 : -1, right, "42", "")));
                    }
                run.evaluations().write(step, "heldout", new Protocol(3, 2, Sampling.temperature(1), 64, 64, 4, 1), samples);
            }
            run.finish();
        }
        return path;
    }

    private static Trajectory trajectory(String problem, int sample, int words) {
        var segments = List.of(new Segment(Span.Kind.TEXT, 0, words, "<script>alert(1)</script> \u001b[31m thinking"),
                new Segment(Span.Kind.CODE, words, words + 4, "<code>print(6 * 7)</code>"),
                new Segment(Span.Kind.INTERPRETER, words + 4, words + 6, "42"), new Segment(Span.Kind.ANSWER, words + 6, words + 8, "42"));
        var ran = new ExecutionResult(ExecutionResult.Status.FINISHED, "42\n", "", 0, 0.1, 0.1);
        return new Trajectory("eval-" + problem + "-" + sample, new Problem(problem, "What is 6 · 7?", "42"), sample, new int[]{1},
                new int[words + 8], segments, new float[words + 8], new float[0],
                List.of(new InterpreterCall(words, "print(6 * 7)", ran, "42", 0.1)), StopReason.ANSWERED, 1);
    }
}
