package dev.retool4j.train;

/// What an update saw of one trajectory's tokens in its last pass over them; arrays have the response's length, 0 on interpreter tokens.
///
/// The pass is the forward pass of the last epoch's minibatch that holds the trajectory: its weights are those before that minibatch's own
/// optimiser step, after `updates` steps of the same update.
///
/// @param old       log-probabilities under the behaviour policy
/// @param now       log-probabilities in the pass; empty where the trajectory went through none, because nothing was to learn from it
/// @param entropies of the policy's distributions in the pass, in nats; empty likewise
/// @param updates   optimiser steps of the update before the pass
/// @param mismatch  largest |log-probability by the trainer − by the engine| on the weights that sampled; NaN where there was no such pass
public record TokenFigures(float[] old, float[] now, float[] entropies, int updates, double mismatch) {

    /// Whether it went through a pass.
    boolean seen() {
        return now.length > 0;
    }
}
