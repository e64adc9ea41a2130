package dev.retool4j.cli;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.run.EvaluationSummary;
import dev.retool4j.run.MetricNames;
import dev.retool4j.train.RlTrainer;
import dev.retool4j.train.SftTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a person sees while the demo runs: stages, one live line for both policies with the time left, evaluations as they come in, and
/// sample trajectories of the policy with the interpreter. Safe for use by both policies' threads.
final class DemoProgress {

    /// One policy's place in its work.
    private static final class Lane {
        String doing = "";
        int fineTuned;
        double fineTuningSeconds;
        int learned;
        double learningSeconds;
    }

    private final Console console;
    private final DemoOptions options;
    private final long begun = System.nanoTime();
    private final Map<String, Lane> lanes = new TreeMap<>(Map.of("tool", new Lane(), "text", new Lane())); // guarded by this

    DemoProgress(Console console, DemoOptions options) {
        this.console = console;
        this.options = options;
    }

    void stage(String text) {
        console.line("%s  %s".formatted(console.style().faint(clock()), console.style().strong(text)));
    }

    void base(SftTrainer.Progress p) {
        console.status("base  step %d/%d  loss %.3f  %,.0f tokens/s".formatted(p.step(), p.steps(), p.loss(), p.tokensPerSecond()));
        milestone(p.step(), p.steps(), 3, () -> "base: step %d/%d  loss %.3f  %,.0f tokens/s".formatted(p.step(), p.steps(), p.loss(),
                p.tokensPerSecond()));
    }

    void baseDone(SftTrainer.Progress p) {
        console.status("");
        said("base: %,d tokens in %s, %,.0f tokens/s, loss %.3f".formatted(p.tokens(), Figures.duration(p.seconds()), p.tokensPerSecond(),
                p.loss()));
    }

    synchronized void coldStart(String arm, SftTrainer.Progress p) {
        var lane = lane(arm);
        lane.fineTuned = p.step();
        lane.fineTuningSeconds = p.seconds();
        lane.doing = "fine-tuning %d/%d loss %.2f".formatted(p.step(), p.steps(), p.loss());
        show();
    }

    void coldStartDone(String arm, SftTrainer.Progress p) {
        said("%s: cold start fine-tuned on %,d tokens, %,.0f tokens/s, loss %.3f".formatted(arm, p.tokens(), p.tokensPerSecond(),
                p.loss()));
    }

    synchronized void step(String arm, RlTrainer.Step step, Map<String, Double> metrics) {
        var lane = lane(arm);
        lane.learned = step.step();
        lane.learningSeconds += metrics.getOrDefault(MetricNames.TIME_STEP, 0.0);
        int steps = steps(arm);
        var code = arm.equals("tool") ? " code %.0f%%".formatted(100 * metrics.getOrDefault(Measure.CODE_RATIO.key(), 0.0)) : "";
        lane.doing = "step %d/%d reward %+.2f%s".formatted(step.step(), steps, metrics.getOrDefault(MetricNames.REWARD_MEAN, 0.0), code);
        show();
        milestone(step.step(), steps, 8, () -> arm + ": " + StepLine.of(step.step(), steps, metrics, null, Double.NaN)
                + "  rollout %,.0f tokens/s  training %,.0f tokens/s".formatted(
                        metrics.getOrDefault(MetricNames.ROLLOUT_TOKENS_PER_SECOND, 0.0),
                        metrics.getOrDefault(MetricNames.TRAIN_TOKENS_PER_SECOND, 0.0)));
    }

    void evaluation(String arm, int step, EvaluationSummary summary, List<Scored> samples) {
        said("%s: after %d of %d steps %.1f%% ± %.1f of %d held-out problems (avg@%d), code ratio %.1f%%, response %.0f tokens".formatted(
                arm, step,
                steps(arm), 100 * summary.measure(MetricNames.ACCURACY), 100 * summary.measure(MetricNames.STANDARD_ERROR),
                summary.protocol().problems(), summary.protocol().samples(), 100 * summary.measure(Measure.CODE_RATIO.key()),
                summary.measure(Measure.RESPONSE_LENGTH.key())));
        if (!arm.equals("tool")) return;
        pick(samples).ifPresent(
                s -> console.box(SampleBox.of("tool · after %d steps · sample".formatted(step), s.trajectory(), s.reward(), null)));
    }

    /// A self-correction if there is one, else a right answer with code, else the first sample.
    private static java.util.Optional<Scored> pick(List<Scored> samples) {
        var ranked = new ArrayList<>(samples);
        ranked.sort(java.util.Comparator.comparingInt(DemoProgress::interest).reversed());
        return ranked.stream().findFirst();
    }

    private static int interest(Scored s) {
        var calls = s.trajectory().calls();
        boolean corrected = calls.size() > 1 && !calls.getFirst().succeeded() && calls.getLast().succeeded();
        return (corrected && s.reward().correct() ? 2 : 0) + (s.reward().correct() && !calls.isEmpty() ? 1 : 0);
    }

    private int steps(String arm) {
        return (arm.equals("tool") ? options.tool() : options.text()).rl().steps();
    }

    private Lane lane(String arm) {
        return java.util.Objects.requireNonNull(lanes.get(arm));
    }

    private void show() {
        var left = left();
        console.status("tool %s  │  text %s  │  %s%s".formatted(lane("tool").doing, lane("text").doing, clock(),
                Double.isNaN(left) ? "" : ", about " + Figures.duration(left) + " left"));
    }

    /// Seconds until the slower policy is done, once both have begun to learn.
    private double left() {
        double longest = 0;
        for (var name : lanes.keySet()) {
            var lane = lane(name);
            if (lane.learned < 2) return Double.NaN;
            longest = Math.max(longest, (steps(name) - lane.learned) * lane.learningSeconds / lane.learned);
        }
        return longest;
    }

    /// Where there is no live line, a line now and then.
    private void milestone(int step, int steps, int times, java.util.function.Supplier<String> text) {
        if (console.isLive()) return;
        if (step == steps || step % Math.max(1, steps / times) == 0) said(text.get());
    }

    private void said(String text) {
        console.line("%s  %s".formatted(console.style().faint(clock()), text));
    }

    String clock() {
        long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
        return "%d:%02d".formatted(seconds / 60, seconds % 60);
    }

    double minutes() {
        return (System.nanoTime() - begun) / 60e9;
    }
}
