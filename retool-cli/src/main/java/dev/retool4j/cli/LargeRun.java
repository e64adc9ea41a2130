package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.reward.Reward;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.run.MetricNames;
import dev.retool4j.run.Protocol;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceNote;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/// A run directory as a long training leaves it, made without training: the same options give the same run. For measuring who reads it.
final class LargeRun {
    private static final int GROUP = 8;
    private static final int PROBLEMS = 60;
    private static final int SAMPLES = 4;

    private final DashboardBenchOptions options;
    private final LargeRunTexts texts = new LargeRunTexts();

    LargeRun(DashboardBenchOptions options) {
        this.options = options;
    }

    /// Writes the run; it is finished, and left open for the caller to add to and to close.
    ///
    /// @param progress is told each step
    RunDirectory write(IntConsumer progress) {
        var start = new RunDirectory.Start("rl:\n  algorithm: ppo\n", List.of("bench", "dashboard"), options.seed());
        var run = RunDirectory.open(options.runs().resolve(options.name()), RunDirectory.Existing.REFUSE, start);
        run.keepVocabulary(texts);
        int every = options.evaluations() == 0 ? 0 : Math.max(1, options.steps() / options.evaluations());
        for (int step = 1; step <= options.steps(); step++) {
            for (int number = 0; number < options.trajectories(); number++)
                add(run, step, number);
            run.log(step, metrics(step));
            if (every > 0 && step % every == 0) evaluate(run, step);
            progress.accept(step);
        }
        run.finish();
        return run;
    }

    /// Adds one trace with its note.
    void add(RunDirectory run, int step, int number) {
        var random = new Random(options.seed() * 1_000_003 + step * 65_537L + number);
        boolean right = random.nextInt(options.steps() + 200) < step + 100;
        var id = "train-%06d-%03d".formatted(step, number);
        int problem = (step * options.trajectories() + number) / GROUP;
        var trajectory = texts.trajectory(id, problem, number % GROUP, options.tokens(), right, random);
        var reward = new Reward(right ? 1 : -1, right, right ? trajectory.problem().answer() : "0", right ? "equal" : "different");
        run.traces().add(new Trace(step, trajectory, reward, Map.of()));
        var mask = trajectory.lossMask();
        var columns = new LinkedHashMap<String, float[]>();
        columns.put(TraceNote.ADVANTAGE, column(mask, random, 0.8, right ? 0.5 : -0.5));
        columns.put(TraceNote.RETURN, new float[]{right ? 1 : -1});
        columns.put(TraceNote.DIFFERENCE, column(mask, random, 0.02, 0));
        columns.put(TraceNote.ENTROPY, column(mask, random, 0.3, 0.5));
        run.traces().annotate(TraceNote.TRAINER,
                new TraceNote(id, step, Map.of(TraceNote.ADVANTAGE, right ? 0.5 : -0.5, TraceNote.CLIPPED, 3.0), columns));
    }

    private static float[] column(boolean[] mask, Random random, double spread, double mean) {
        var values = new float[mask.length];
        for (int t = 0; t < mask.length; t++)
            if (mask[t]) values[t] = (float) (mean + spread * random.nextGaussian());
        return values;
    }

    private void evaluate(RunDirectory run, int step) {
        var samples = new ArrayList<Scored>();
        for (int problem = 0; problem < PROBLEMS; problem++)
            for (int sample = 0; sample < SAMPLES; sample++) {
                var random = new Random(options.seed() * 7_919 + step * 104_729L + problem * 101L + sample);
                boolean right = random.nextInt(options.steps() + PROBLEMS) < step + problem;
                var trajectory = texts.trajectory("eval-%03d-%d".formatted(problem, sample), problem, sample, options.tokens(), right,
                        random);
                var answer = right ? trajectory.problem().answer() : "0";
                samples.add(new Scored(trajectory, new Reward(right ? 1 : -1, right, answer, right ? "equal" : "different")));
            }
        var protocol = new Protocol(PROBLEMS, SAMPLES, Sampling.temperature(1), options.tokens(), options.tokens(), 8, options.seed());
        run.log(step, run.evaluations().write(step, "heldout", protocol, samples).metrics());
    }

    /// Every figure that a training step logs, moving as in a run that learns.
    private Map<String, Double> metrics(int step) {
        var random = new Random(options.seed() + step);
        double progress = step / (double) options.steps();
        var figures = new LinkedHashMap<String, Double>();
        figures.put(MetricNames.REWARD_MEAN, -0.8 + 1.4 * progress + 0.1 * random.nextGaussian());
        for (var measure : Measure.values())
            figures.put(measure.key(), (measure.isShare() ? 0.3 + 0.5 * progress : 10 + 90 * progress) + 0.02 * random.nextGaussian());
        for (var name : List.of(MetricNames.TRAIN_ACCURACY, MetricNames.GROUPS_WITHOUT_SIGNAL, MetricNames.RESPONSE_CLIPPED,
                MetricNames.ACTOR_ENTROPY, MetricNames.ACTOR_LOSS, MetricNames.ACTOR_CLIP_FRACTION, MetricNames.ACTOR_GRAD_NORM,
                MetricNames.ACTOR_LEARNING_RATE, MetricNames.ACTOR_KL, MetricNames.ACTOR_MISMATCH_MAX, MetricNames.ACTOR_MISMATCH_MEAN,
                MetricNames.CRITIC_LOSS, MetricNames.CRITIC_EXPLAINED_VARIANCE, MetricNames.CRITIC_GRAD_NORM))
            figures.put(name, 0.5 - 0.4 * progress + 0.05 * random.nextDouble());
        figures.put(MetricNames.EXCLUDED, 0.0);
        for (var name : List.of(MetricNames.TIME_ROLLOUT, MetricNames.TIME_INTERPRETER, MetricNames.TIME_UPDATE, MetricNames.TIME_STEP))
            figures.put(name, 20 + 10 * random.nextDouble());
        figures.put(MetricNames.ROLLOUT_TOKENS_PER_SECOND, 4000 + 100 * random.nextGaussian());
        figures.put(MetricNames.TRAIN_TOKENS_PER_SECOND, 9000 + 100 * random.nextGaussian());
        return figures;
    }
}
