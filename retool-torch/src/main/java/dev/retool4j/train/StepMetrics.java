package dev.retool4j.train;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.analysis.ToolUse;
import dev.retool4j.rollout.InterpreterCall;
import dev.retool4j.rollout.StopReason;
import dev.retool4j.run.MetricNames;
import java.util.LinkedHashMap;
import java.util.Map;

/// The figures of one step under the names of [MetricNames].
final class StepMetrics {
    private StepMetrics() {}

    static Map<String, Double> of(RlTrainer.Step step, ToolUse use) {
        var scored = step.scored().stream().filter(Scored::scorable).toList();
        var update = step.update();
        var m = new LinkedHashMap<String, Double>();
        m.put(MetricNames.REWARD_MEAN, scored.stream().mapToDouble(s -> s.reward().reward()).average().orElse(Double.NaN));
        m.put(MetricNames.TRAIN_ACCURACY, scored.stream().mapToDouble(s -> s.reward().correct() ? 1 : 0).average().orElse(Double.NaN));
        m.put(MetricNames.GROUPS_WITHOUT_SIGNAL, step.advantages().degenerateGroups() / (double) Math.max(1, step.advantages().groups()));
        m.put(MetricNames.EXCLUDED, (double) (step.scored().size() - scored.size()));
        m.put(MetricNames.RESPONSE_CLIPPED,
                scored.stream().mapToDouble(s -> clipped(s.trajectory().stop()) ? 1 : 0).average().orElse(Double.NaN));
        for (var measure : Measure.values())
            m.put(measure.key(), use.value(measure));
        m.put(MetricNames.ACTOR_LOSS, update.policyLoss());
        m.put(MetricNames.ACTOR_ENTROPY, update.policy().entropy());
        m.put(MetricNames.ACTOR_CLIP_FRACTION, update.policy().clipHighFraction() + update.policy().clipLowFraction());
        m.put(MetricNames.ACTOR_KL, update.policy().approximateKlK3());
        m.put(MetricNames.ACTOR_GRAD_NORM, update.gradientNorm());
        m.put(MetricNames.ACTOR_LEARNING_RATE, step.learningRate());
        m.put(MetricNames.ACTOR_MISMATCH_MAX, update.mismatchMax());
        m.put(MetricNames.ACTOR_MISMATCH_MEAN, update.mismatchMean());
        if (update.value().tokens() > 0) {
            m.put(MetricNames.CRITIC_LOSS, update.valueLoss());
            m.put(MetricNames.CRITIC_EXPLAINED_VARIANCE, update.value().explainedVariance());
            m.put(MetricNames.CRITIC_GRAD_NORM, update.criticGradientNorm());
        }
        m.putAll(SandboxMetrics.of(step.scored(), step.rolloutSeconds()));
        m.put(MetricNames.TIME_ROLLOUT, step.rolloutSeconds());
        m.put(MetricNames.TIME_INTERPRETER,
                step.scored().stream().flatMap(s -> s.trajectory().calls().stream()).mapToDouble(InterpreterCall::seconds).sum());
        m.put(MetricNames.TIME_UPDATE, step.updateSeconds());
        m.put(MetricNames.TIME_STEP, step.rolloutSeconds() + step.updateSeconds());
        m.put(MetricNames.ROLLOUT_TOKENS_PER_SECOND, step.sampledTokens() / Math.max(1e-9, step.rolloutSeconds()));
        m.put(MetricNames.TRAIN_TOKENS_PER_SECOND, update.tokens() / Math.max(1e-9, step.updateSeconds()));
        return m;
    }

    private static boolean clipped(StopReason stop) {
        return stop == StopReason.RESPONSE_LENGTH || stop == StopReason.TURN_LENGTH;
    }
}
