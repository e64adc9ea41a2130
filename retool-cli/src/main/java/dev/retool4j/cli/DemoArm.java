package dev.retool4j.cli;

import dev.retool4j.analysis.Scored;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Split;
import dev.retool4j.data.TokenizedExample;
import dev.retool4j.data.Wording;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.Policy;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.reward.Rewards;
import dev.retool4j.run.Configuration;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.sandbox.Interpreter;
import dev.retool4j.train.Evaluator;
import dev.retool4j.train.RlRun;
import dev.retool4j.train.RlTrainer;
import dev.retool4j.train.RolloutSite;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One of the demo's two policies: its cold-start fine-tuning and its reinforcement learning, in a run directory of its own.
final class DemoArm {
    private static final int SLOTS = 128;
    private static final int MAX_LENGTH = 255;
    private static final int TRAINING_PROBLEMS = 8;
    private static final int HELD_OUT = 9;

    private final DemoOptions options;
    private final String name;
    private final DemoOptions.Arm arm;
    private final MiniAime problems;
    private final @Nullable Interpreter interpreter;
    private final DemoProgress progress;
    private final BooleanSupplier stop;

    /// @param name        `tool` or `text`: the run's directory inside the demo's
    /// @param interpreter null for the text-only policy
    DemoArm(DemoOptions options, String name, DemoOptions.Arm arm, MiniAime problems, @Nullable Interpreter interpreter,
            DemoProgress progress,
            BooleanSupplier stop) {
        this.options = options;
        this.name = name;
        this.arm = arm;
        this.problems = problems;
        this.interpreter = interpreter;
        this.progress = progress;
        this.stop = stop;
    }

    /// @param policy the base; changed in place
    /// @param traces what its cold start is fine-tuned on
    void run(Policy policy, Iterator<TokenizedExample> traces) {
        var directory = options.directory().resolve(name);
        var existing = RunDirectory.isRun(directory) ? RunDirectory.Existing.RESUME : RunDirectory.Existing.REFUSE;
        var start = new RunDirectory.Start(Configuration.resolve(arm, List.of(), List.of()).yaml(), List.of("demo", name), options.seed());
        try (var run = RunDirectory.open(directory, existing, start)) {
            if (!coldStart(policy, traces, run)) {
                run.interrupt();
                return;
            }
            new RlRun(policy, RolloutSite.inProcess(new LocalEngine.Options(SLOTS, MAX_LENGTH, 1)), interpreter, Rewards.paper(),
                    this::trainingProblems, List.of(heldOut()), run, rlOptions(), listener()).run(stop);
            if (stop.getAsBoolean()) run.interrupt();
            else
                run.finish();
        }
    }

    /// Fine-tunes, or takes the result of an earlier attempt; false if stopped.
    private boolean coldStart(Policy policy, Iterator<TokenizedExample> traces, RunDirectory run) {
        return new FineTuning(run.path().resolve("cold-start")).run(policy, arm.coldStart().withSeed(options.seed()), traces,
                p -> progress.coldStart(name, p), last -> progress.coldStartDone(name, last), stop);
    }

    private List<Problem> trainingProblems(int step, int count) {
        var drawn = new ArrayList<Problem>(count);
        for (int i = 0; i < count; i++)
            drawn.add(
                    problems.problem(Split.TRAIN, Wording.TRAIN, DemoSeeds.of(options.seed(), TRAINING_PROBLEMS), (long) step * count + i));
        return drawn;
    }

    /// The same problems and random streams for both policies and for every seed of the demo.
    private Evaluator heldOut() {
        var e = options.evaluation();
        return new Evaluator("heldout", heldOutProblems(options, problems), e.samples(), e.curveSamples(), HELD_OUT);
    }

    static List<Problem> heldOutProblems(DemoOptions options, MiniAime problems) {
        return problems.set(options.split() == DemoOptions.HeldOut.TEST ? Split.TEST : Split.VALID, options.evaluation().problems(),
                HELD_OUT);
    }

    private RlRun.Options rlOptions() {
        int every = Math.max(1, (int) Math.ceil(arm.rl().steps() / (double) (options.evaluation().points() - 1)));
        return new RlRun.Options(arm.rl(), arm.rollout(), every, 2 * every, 2, 1,
                DemoSeeds.of(options.seed(), name.hashCode()), SaveOptions.DEFAULT);
    }

    private RlRun.Listener listener() {
        return new RlRun.Listener() {
            @Override
            public void onStep(RlTrainer.Step step, Map<String, Double> metrics) {
                progress.step(name, step, metrics);
            }

            @Override
            public void onEvaluation(int step, EvaluationSummary summary, List<Scored> samples) {
                progress.evaluation(name, step, summary, samples);
            }
        };
    }
}
