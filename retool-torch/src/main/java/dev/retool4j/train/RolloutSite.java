package dev.retool4j.train;

import dev.retool4j.model.LocalEngine;
import dev.retool4j.model.Policy;
import dev.retool4j.model.ValueHead;
import dev.retool4j.rollout.Engine;
import org.jspecify.annotations.Nullable;

/// Where the trajectories of a run are generated: an engine, and how it comes to the weights that are trained.
public interface RolloutSite extends AutoCloseable {

    /// Opens a site.
    @FunctionalInterface
    interface Opener {
        /// @param policy whose weights are trained
        /// @param critic of the algorithm, or null; a site that cannot read it leaves trajectories without values
        RolloutSite open(Policy policy, @Nullable ValueHead critic);
    }

    /// In this process, on the very memory that is trained: nothing needs to be copied.
    ///
    /// @param options of the engine
    static Opener inProcess(LocalEngine.Options options) {
        return (policy, critic) -> new InProcess(new LocalEngine(policy.weights(), critic, policy.tokenizer(), options));
    }

    /// With shared memory.
    record InProcess(LocalEngine engine) implements RolloutSite {
        @Override
        public void publish(int step) {
            // the engine reads what the trainer writes
        }

        @Override
        public void cancel() {
            // publishing takes no time
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    Engine engine();

    /// Ends a [#publish] that is under way; called by another thread, when the run is to stop.
    void cancel();

    /// Sees to it that the engine has the weights as they are after `step`. Called whenever something is about to be generated, more than once
    /// for a step.
    void publish(int step);

    @Override
    void close();
}
