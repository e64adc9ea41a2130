package dev.retool4j.train;

import dev.retool4j.model.Transformer;
import dev.retool4j.model.ValueHead;
import dev.retool4j.model.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What learns in reinforcement learning: the policy's weights with gradients, the critic if there is one, and their optimisers.
final class Learner implements AutoCloseable {

    /// Gradient norms before clipping.
    record Norms(double policy, double critic) {}

    private final RlOptions options;
    private final Weights weights;
    private final @Nullable ValueHead critic;
    private final PolicyOptimizer optimizer;
    private final @Nullable AdamW criticOptimizer;
    private final @Nullable Transformer reference;
    private final LearningRateSchedule schedule;
    private final GradientClipping clipping;

    /// @param policy the policy's weights, changed in place; a frozen copy is kept as reference if the loss has a KL term
    Learner(Weights policy, @Nullable ValueHead critic, RlOptions options) {
        this.options = options;
        this.weights = policy.trainable();
        this.critic = critic;
        this.optimizer = new PolicyOptimizer(weights, options.optimizer());
        this.criticOptimizer = critic == null ? null : new AdamW(critic.flat(), critic.gradient(), new AdamW.Options(0.9, 0.999, 1e-8, 0));
        this.schedule = options.schedule().over(options.steps());
        this.clipping = new GradientClipping(options.gradientClip());
        this.reference = options.loss().klCoefficient() > 0 ? new Transformer(policy.copy()) : null;
    }

    Weights weights() {
        return weights;
    }

    @Nullable
    ValueHead critic() {
        return critic;
    }

    @Nullable
    Transformer reference() {
        return reference;
    }

    double learningRate(int step) {
        return options.optimizer().learningRate() * schedule.factor(step);
    }

    /// Clips and applies the gradients of a minibatch.
    Norms step(int step, boolean policyLearns) {
        double policyNorm = 0, criticNorm = 0;
        if (policyLearns) {
            policyNorm = finite("policy", step, clipping.apply(weights.gradient()));
            optimizer.step(schedule.factor(step));
        }
        if (critic != null && criticOptimizer != null) {
            criticNorm = finite("critic", step, clipping.apply(critic.gradient()));
            criticOptimizer.step(options.critic().learningRate());
        }
        return new Norms(policyNorm, criticNorm);
    }

    private static double finite(String which, int step, double norm) {
        if (!Double.isFinite(norm))
            throw new TrainingException("the " + which + "'s gradient at step " + step + " is not finite although every token's loss is; "
                    + "nothing was updated from it. Lower optimizer.learning_rate, or resume from the last checkpoint");
        return norm;
    }

    /// Everything that resuming needs beside the weights, by name.
    List<NamedTensor> state() {
        var state = new ArrayList<>(optimizer.state());
        if (critic != null && criticOptimizer != null) {
            state.add(new NamedTensor("critic", critic.flat()));
            for (var tensor : criticOptimizer.state())
                state.add(new NamedTensor("critic." + tensor.name(), tensor.tensor()));
        }
        return state;
    }

    @Override
    public void close() {
        optimizer.close();
        if (criticOptimizer != null) criticOptimizer.close();
    }
}
