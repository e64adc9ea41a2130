package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.data.MiniAime;
import dev.retool4j.data.Problem;
import dev.retool4j.data.Split;
import dev.retool4j.data.Wording;
import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.Policy;
import dev.retool4j.model.ValueHead;
import dev.retool4j.reward.Rewards;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.remote.RemoteEngine;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.train.Evaluator;
import dev.retool4j.train.MemoryEstimate;
import dev.retool4j.train.RlOptions;
import dev.retool4j.train.RlRun;
import dev.retool4j.train.RlTrainer;
import dev.retool4j.train.RolloutSite;
import dev.retool4j.train.ServerSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// `retool train`: reinforcement learning of a checkpoint on problem files.
final class TrainWork {
    private final TrainOptions options;
    private final Console console;

    TrainWork(TrainOptions options, Console console) {
        this.options = options;
        this.console = console;
    }

    /// @param yaml the resolved configuration
    /// @return the exit code
    int run(String yaml, RunDirectory.Existing existing, List<String> argv) throws IOException {
        var model = options.model();
        if (model == null)
            throw CommandFailure.usage("no policy to start from", "name one: model=runs/demo/tool, or model=path/to/a/model/folder");
        var policy = Policies.trainable(CheckpointLocator.find(model), options.placement(), options.lora(), options.seed());
        var heldOut = heldOut();
        var training = options.data().isEmpty()
                ? null
                : options.contamination().apply(ProblemFiles.read(options.data(), options.reading(), console), heldOut.problems(), console);
        var estimate = MemoryEstimate.reinforcement(policy.config(), options.placement(),
                Policies.learning(policy.weights(), options.lora()),
                options.rl(), onServer() ? 0 : options.slots(), options.maxLength());
        Policies.announce(estimate, options.placement(), console);
        var stop = new AtomicBoolean();
        try (var run = RunDirectory.open(options.runs().resolve(options.name()), existing,
                new RunDirectory.Start(yaml, argv, options.seed()));
                var interpreter = options.interpreter() ? Interpreters.start(console) : null;
                var interrupts = Interrupts.onFirst(console, () -> stop.set(true))) {
            if (options.tensorboard()) run.useTensorBoard();
            var rl = new RlRun.Options(options.rl(), options.rollout(), options.evaluation().every(), options.checkpointEvery(),
                    options.keepCheckpoints(), options.annotateEvery(), options.seed(), options.save());
            var started = new RlRun(policy, onServer() ? this::onServer : here(), interpreter, Rewards.named(options.reward()),
                    sampler(training), List.of(heldOut), run, rl, new Lines());
            try {
                started.run(stop::get);
            } catch (RuntimeException e) {
                run.fail(String.valueOf(e.getMessage()));
                if (e instanceof EngineException)
                    console.line(
                            (run.checkpoints().latest().isPresent() ? "what was learned is saved; " : "") + "go on with: retool train name="
                                    + options.name() + " --resume");
                throw e;
            }
            if (stop.get()) run.interrupt();
            else
                run.finish();
            Policies.compare(estimate, options.placement(), console);
            console.line("run directory " + run.path() + "; report: retool report " + run.path());
            return interrupts.exitCode();
        }
    }

    private boolean onServer() {
        return options.engine().url() != null;
    }

    private RolloutSite.Opener here() {
        int threads = options.threads() == 0 ? Runtime.getRuntime().availableProcessors() : options.threads();
        return RolloutSite.inProcess(new LocalEngine.Options(options.slots(), options.maxLength(), threads));
    }

    private RolloutSite onServer(Policy policy, @Nullable ValueHead critic) {
        var server = options.engine();
        var engine = RemoteEngine.connect(server, policy.tokenizer(), System.getenv(server.keyVariable()),
                Math.min(options.maxLength(), policy.config().maxPositions()));
        var served = engine.served();
        console.line("rollouts on the server at %s, which has %s, up to %d tokens".formatted(server.url(), served.name(),
                engine.maxLength()));
        if (!served.own() && options.rl().oldLogprobs() == RlOptions.OldLogprobs.ENGINE)
            console.warn("another program computes the log-probabilities of the drawn tokens, in a precision of its own\n"
                    + "  rl.old_logprobs=recompute takes the trainer's, for one more forward pass");
        return new ServerSite(engine, policy, options.weights().under(options.runs().resolve(options.name()), options.save()),
                options.name());
    }

    private Evaluator heldOut() throws IOException {
        var e = options.evaluation();
        if (e.data().isEmpty()) {
            int count = e.reading().limit() == 0 ? 432 : e.reading().limit();
            return new Evaluator("heldout", new MiniAime().set(Split.TEST, count, 9), e.samples(), options.seed());
        }
        var problems = ProblemFiles.read(e.data(), e.reading(), console);
        return new Evaluator(ProblemFiles.name(e.data().getFirst()), problems, e.samples(), options.seed());
    }

    /// Passes over the files in an order of their own each time, or an endless stream of generated problems.
    private RlTrainer.ProblemSampler sampler(@Nullable List<Problem> training) {
        if (training == null) {
            var mini = new MiniAime();
            return (step, count) -> {
                var drawn = new ArrayList<Problem>();
                for (int i = 0; i < count; i++)
                    drawn.add(mini.problem(Split.TRAIN, Wording.TRAIN, options.seed(), (long) step * count + i));
                return drawn;
            };
        }
        return (step, count) -> {
            var drawn = new ArrayList<Problem>();
            var order = new ArrayList<Problem>();
            for (long at = (long) (step - 1) * count; drawn.size() < count; at++) {
                int place = (int) (at % training.size());
                if (order.isEmpty() || place == 0) {
                    order = new ArrayList<>(training);
                    Collections.shuffle(order, new Random(options.seed() + at / training.size()));
                }
                drawn.add(order.get(place));
            }
            return drawn;
        };
    }

    /// A line for each step, and a sample now and then.
    private final class Lines implements RlRun.Listener {
        private static final int SAMPLE_EVERY = 10;
        private @Nullable Double previous;
        private double seconds;
        private int counted;

        @Override
        public void onStep(RlTrainer.Step step, Map<String, Double> metrics) {
            seconds += metrics.getOrDefault(MetricNames.TIME_STEP, 0.0);
            counted++;
            int steps = options.rl().steps();
            console.line(StepLine.of(step.step(), steps, metrics, previous, (steps - step.step()) * seconds / counted));
            previous = metrics.get(MetricNames.REWARD_MEAN);
            double without = metrics.getOrDefault(MetricNames.GROUPS_WITHOUT_SIGNAL, 0.0);
            if (without > 0.8 && options.rl().groupSize() > 1)
                console.warn(
                        "%.0f%% of groups have equal rewards: no gradient from them. Try easier or harder problems, or a larger group_size"
                                .formatted(
                                        100 * without));
            if (step.step() % SAMPLE_EVERY == 0 && !step.scored().isEmpty()) {
                var sample = step.scored().getFirst();
                console.box(SampleBox.of("step %d · sample".formatted(step.step()), sample.trajectory(), sample.reward(), null));
            }
        }

        @Override
        public void onEvaluation(int step, EvaluationSummary summary, List<Scored> samples) {
            console.line("evaluation after step %d: %s avg@%d %.1f%% ± %.1f, code ratio %.1f%%".formatted(step, summary.set(),
                    summary.protocol().samples(),
                    100 * summary.measure(MetricNames.ACCURACY), 100 * summary.measure(MetricNames.STANDARD_ERROR),
                    100 * summary.measure(Measure.CODE_RATIO.key())));
        }

        @Override
        public void onCheckpoint(int step, Path folder) {
            console.line("checkpoint " + folder);
        }
    }
}
