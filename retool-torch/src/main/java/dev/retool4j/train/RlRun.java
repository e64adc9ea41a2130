package dev.retool4j.train;

import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.ToolUse;
import dev.retool4j.model.Policy;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.reward.RewardFunction;
import dev.retool4j.rollout.EngineException;
import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceNote;
import dev.retool4j.sandbox.Interpreter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One reinforcement-learning run in its run directory: trains, logs every step, evaluates and saves checkpoints on schedule, and goes on
/// where a checkpoint left off.
public final class RlRun {

    /// @param rl              the algorithm
    /// @param rollout         how trajectories are written, in training and in evaluation
    /// @param evaluateEvery   steps between evaluations; 0: only before the first and after the last step
    /// @param checkpointEvery steps between checkpoints; 0: only after the last step
    /// @param keepCheckpoints most checkpoints kept; 0 keeps all
    /// @param annotateEvery   steps between those whose traces get the trainer's notes; 0: none do
    /// @param seed            of everything random in the run
    /// @param save            in which form checkpoints hold the policy
    public record Options(RlOptions rl, RolloutOptions rollout, int evaluateEvery, int checkpointEvery, int keepCheckpoints,
            int annotateEvery, long seed, SaveOptions save) {
        public Options {
            if (evaluateEvery < 0) throw new IllegalArgumentException("evaluate_every must be 0 or more steps, got " + evaluateEvery);
            if (checkpointEvery < 0) throw new IllegalArgumentException("checkpoint_every must be 0 or more steps, got " + checkpointEvery);
            if (keepCheckpoints < 0) throw new IllegalArgumentException("keep_checkpoints must be 0 or more, got " + keepCheckpoints);
            if (annotateEvery < 0) throw new IllegalArgumentException("annotate_every must be 0 or more steps, got " + annotateEvery);
        }
    }

    /// Told how the run goes, for a console.
    public interface Listener {
        void onStep(RlTrainer.Step step, Map<String, Double> metrics);

        void onEvaluation(int step, EvaluationSummary summary, List<Scored> samples);

        default void onCheckpoint(int step, Path folder) {}
    }

    private final Policy policy;
    private final @Nullable Interpreter interpreter;
    private final RewardFunction reward;
    private final RlTrainer.ProblemSampler sampler;
    private final RolloutSite.Opener opener;
    private final List<Evaluator> evaluators;
    private final RunDirectory run;
    private final Options options;
    private final Listener listener;

    /// @param policy      changed in place
    /// @param opener      where trajectories are generated; opened and closed by [#run]
    /// @param interpreter null for the text-only baseline
    /// @param run         opened for writing; neither finished nor closed here
    public RlRun(Policy policy, RolloutSite.Opener opener, @Nullable Interpreter interpreter, RewardFunction reward,
            RlTrainer.ProblemSampler sampler, List<Evaluator> evaluators, RunDirectory run, Options options, Listener listener) {
        this.policy = policy;
        this.opener = opener;
        this.interpreter = interpreter;
        this.reward = reward;
        this.sampler = sampler;
        this.evaluators = List.copyOf(evaluators);
        this.run = run;
        this.options = options;
        this.listener = listener;
    }

    /// Runs to the last step, or until `stop` is true between two steps; then the state is saved as a checkpoint.
    ///
    /// @return the last finished step
    public int run(BooleanSupplier stop) {
        var critic = RlTrainer.critic(options.rl(), policy.weights(), options.seed());
        try (var site = opener.open(policy, critic)) {
            var rollouts = new InterleavedRollout(site.engine(), interpreter, options.rollout());
            try (var trainer = new RlTrainer(policy.weights(), critic, site, rollouts, options.rollout(), reward, sampler, options.rl(),
                    options.seed());
                    var cancelling = new StopWatcher(stop, () -> {
                        rollouts.cancel();
                        site.cancel();
                    })) {
                run.keepVocabulary(policy.tokenizer());
                resume(trainer);
                try {
                    train(trainer, new Evaluation(site, rollouts, stop), stop);
                } catch (EngineException e) {
                    // what was learned is not the server's fault
                    if (trainer.finished() > Math.max(0, run.checkpoints().latest().orElse(0))) save(trainer);
                    if (!stop.getAsBoolean()) throw e;
                }
                if (stop.getAsBoolean() && isUnsaved(trainer)) save(trainer);
                return trainer.finished();
            }
        }
    }

    private void train(RlTrainer trainer, Evaluation evaluation, BooleanSupplier stop) {
        evaluation.ifMissing(trainer.finished());
        trainer.run(step -> {
            log(step);
            boolean last = step.step() == options.rl().steps();
            evaluation.ifMissing(step.step());
            if (isDue(options.checkpointEvery(), step.step()) || last) save(trainer);
        }, stop);
    }

    private boolean isUnsaved(RlTrainer trainer) {
        return trainer.finished() > run.checkpoints().latest().orElse(-1);
    }

    private static boolean isDue(int every, int step) {
        return every > 0 && step % every == 0;
    }

    private void log(RlTrainer.Step step) {
        var metrics = StepMetrics.of(step, ToolUse.of(step.scored()));
        run.log(step.step(), metrics);
        for (var scored : step.scored())
            run.traces().add(Trace.of(step.step(), scored));
        if (isDue(options.annotateEvery(), step.step())) annotate(step);
        listener.onStep(step, metrics);
    }

    private void annotate(RlTrainer.Step step) {
        var learnt = step.scored().stream().filter(Scored::scorable).toList();
        boolean recomputed = options.rl().oldLogprobs() == RlOptions.OldLogprobs.RECOMPUTE;
        for (int i = 0; i < learnt.size(); i++)
            run.traces().annotate(TraceNote.TRAINER,
                    TrainerNotes.of(step.step(), learnt.get(i).trajectory(), step.advantages().advantages().get(i),
                            step.advantages().returns().get(i), step.tokens().get(i), options.rl().loss(), recomputed));
    }

    /// Evaluations at the site of the rollouts.
    private final class Evaluation {
        private final RolloutSite site;
        private final InterleavedRollout rollouts;
        private final BooleanSupplier stop;

        Evaluation(RolloutSite site, InterleavedRollout rollouts, BooleanSupplier stop) {
            this.site = site;
            this.rollouts = rollouts;
            this.stop = stop;
        }

        /// Evaluates where it is due: before the first step, after the last, and in between; not again what an earlier attempt did.
        void ifMissing(int step) {
            if (!run.evaluations().summaries(step).isEmpty()) return;
            if (step == 0 || step == options.rl().steps()) evaluate(step, evaluators);
            else if (isDue(options.evaluateEvery(), step)) evaluate(step, evaluators.stream().map(Evaluator::curvePoint).toList());
        }

        private void evaluate(int step, List<Evaluator> sets) {
            site.publish(step);
            for (var evaluator : sets) {
                var samples = evaluator.run(rollouts, reward, trajectory -> {});
                if (stop.getAsBoolean()) return; // cut short: not a score
                if (samples.stream().noneMatch(Scored::scorable))
                    throw EngineException.noneScorable(samples.size(), "evaluation on " + evaluator.set());
                var protocol = evaluator.protocol(rollouts, reward, policy, run.name() + "@" + step);
                var summary = run.evaluations().write(step, evaluator.set(), protocol, samples);
                run.log(step, summary.metrics());
                listener.onEvaluation(step, summary, samples);
            }
        }
    }

    private void save(RlTrainer trainer) {
        int step = trainer.finished();
        var folder = run.checkpoints().begin(step);
        policy.saveCheckpoint(folder, options.save());
        TrainerState.save(folder, step, trainer.state());
        var kept = run.checkpoints().commit(step);
        if (options.keepCheckpoints() > 0) run.checkpoints().keepLast(options.keepCheckpoints());
        listener.onCheckpoint(step, kept);
    }

    /// Takes up the latest checkpoint of the run directory, if there is one, and forgets what was logged after it.
    private void resume(RlTrainer trainer) {
        var latest = run.checkpoints().latest();
        if (latest.isEmpty()) return;
        var folder = run.checkpoints().path(latest.get());
        policy.load(folder);
        trainer.resumeAfter(TrainerState.load(folder, trainer.state()));
        run.dropAfter(latest.get());
    }
}
