package dev.retool4j.cli;

import dev.retool4j.chat.InterpreterOutput;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.sandbox.Limits;
import dev.retool4j.train.LossAggregation;
import dev.retool4j.train.OptimizerOptions;
import dev.retool4j.train.PassOptions;
import dev.retool4j.train.PolicyLoss;
import dev.retool4j.train.RlOptions;
import dev.retool4j.train.ScheduleOptions;
import dev.retool4j.train.SftOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Everything that the demo can be told.
///
/// @param name       of the run: its directory is `runs/name`
/// @param runs       folder of all runs
/// @param seed       of everything that is random
/// @param split      problems that are evaluated on: `test` for the figures that are reported, `valid` for tuning
/// @param traces     cold-start traces of each policy
/// @param base       fine-tuning of the base that both policies start from
/// @param tool       the policy with the interpreter
/// @param text       the text-only policy
/// @param evaluation on held-out problems
record DemoOptions(String name, Path runs, long seed, HeldOut split, int traces, SftOptions base, Arm tool, Arm text,
        Evaluation evaluation) {

    /// Which held-out problems.
    enum HeldOut {
        VALID, TEST
    }

    /// One of the two policies.
    ///
    /// @param blend      share of base documents among the fine-tuning examples
    /// @param coldStart  fine-tuning on the cold-start traces
    /// @param rl         reinforcement learning
    /// @param rollout    how its responses are written
    record Arm(double blend, SftOptions coldStart, RlOptions rl, RolloutOptions rollout) {}

    /// @param problems     held-out problems
    /// @param samples      of each, before and after reinforcement learning (avg@k)
    /// @param curveSamples of each, at the points between
    /// @param points       evaluations of each policy, the first and the last included
    record Evaluation(int problems, int samples, int curveSamples, int points) {
        Evaluation {
            if (problems < 1) throw new IllegalArgumentException("evaluation.problems must be at least 1, got " + problems);
            if (samples < 1 || curveSamples < 1) throw new IllegalArgumentException("evaluation samples must be at least 1");
            if (points < 2) throw new IllegalArgumentException("evaluation.points must be at least 2, got " + points);
        }
    }

    /// The paper trains its text-only baseline for 1080 steps beside 400 with the tool.
    static final double TEXT_STEPS = 2.7;

    DemoOptions {
        RunOptions.checkName(name);
        if (traces < 1) throw new IllegalArgumentException("traces must be at least 1, got " + traces);
    }

    Path directory() {
        return runs.resolve(name);
    }

    /// At this size each operation is too short to be shared, and the two arms train side by side.
    private static final PassOptions ONE_THREAD = PassOptions.DEFAULT.withThreads(1);

    static final DemoOptions FULL = of(5000, 520, 620, 52, new Evaluation(432, 4, 1, 7));

    /// The same path in a quarter of the time.
    static final DemoOptions QUICK = of(2000, 360, 200, 16, new Evaluation(208, 1, 1, 4));

    private static DemoOptions of(int traces, int baseSteps, int coldStartSteps, int steps, Evaluation evaluation) {
        var unlimited = Double.POSITIVE_INFINITY;
        var base = new SftOptions(baseSteps, 1500, 0, OptimizerOptions.muon(0.02, 4e-3), new ScheduleOptions(20, 0.15, 0), unlimited, 2,
                ONE_THREAD, 0);
        var coldStart = new SftOptions(coldStartSteps, 2200, 0, OptimizerOptions.muon(0.016, 3.2e-3), new ScheduleOptions(20, 0.7, 0.05),
                unlimited, 1, ONE_THREAD, 0);
        return new DemoOptions("demo", Path.of("runs"), 0, HeldOut.TEST, traces, base, //
                new Arm(0.35, coldStart, rl(steps), rollout(180, List.of())),
                new Arm(0.45, coldStart, rl((int) Math.round(TEXT_STEPS * steps)), rollout(90, List.of("<code>"))), evaluation);
    }

    private static RlOptions rl(int steps) {
        return new RlOptions(RlOptions.Algorithm.PPO, steps, 96, 1, 2, 1, 32, 1, ONE_THREAD, 1, 1, true, true, PolicyLoss.DEFAULT,
                LossAggregation.TOKEN_MEAN,
                OptimizerOptions.adamW(3e-4), new ScheduleOptions(5, 0.6, 0.05), 1.0,
                new RlOptions.CriticOptions(64, 2e-3, 3, Double.POSITIVE_INFINITY), RlOptions.OldLogprobs.ENGINE);
    }

    /// The text-only policy may not open a code block: the token is banned, in the trainer's recomputation too.
    private static RolloutOptions rollout(int tokens, List<String> banned) {
        return new RolloutOptions(new Sampling(1, 1, 0, banned), tokens, tokens, 4, 600, InterpreterOutput.DEFAULT,
                new Limits(Duration.ofSeconds(1), 1024, 64, 16), "demo");
    }
}
