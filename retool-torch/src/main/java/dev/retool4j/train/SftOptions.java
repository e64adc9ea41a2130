package dev.retool4j.train;

/// Supervised fine-tuning: how long, how much at a time, with which optimiser.
///
/// The paper fine-tunes its cold start for 2 epochs with AdamW and gives no more; the defaults here suit a Qwen2.5-class checkpoint.
///
/// @param steps         optimiser steps
/// @param tokensPerStep most tokens of one batch, padding included
/// @param microbatchTokens most tokens of one forward pass, so that a step's batch is passed in pieces whose gradients add up; 0: each worker's
///                      whole share at once
/// @param optimizer     which optimiser, with its rates
/// @param schedule      how the rates change over the steps
/// @param gradientClip  largest norm of the gradient; infinity (.inf) switches clipping off
/// @param workers       data-parallel workers, each with a thread
/// @param pass          how a pass is fitted into memory
/// @param seed          of the shuffling of batches
public record SftOptions(int steps, int tokensPerStep, int microbatchTokens, OptimizerOptions optimizer, ScheduleOptions schedule,
        double gradientClip, int workers, PassOptions pass, long seed) {
    public static final SftOptions DEFAULT = new SftOptions(400, 16384, 0, OptimizerOptions.adamW(1e-5), new ScheduleOptions(20, 0.9, 0.1),
            1.0, 1, PassOptions.DEFAULT, 0);

    public SftOptions {
        if (steps < 0) throw new IllegalArgumentException("steps must be 0 or more, got " + steps);
        if (tokensPerStep < 2) throw new IllegalArgumentException("tokens_per_step must be at least 2, got " + tokensPerStep);
        if (microbatchTokens < 0) throw new IllegalArgumentException("microbatch_tokens must be 0 or more, got " + microbatchTokens);
        if (!(gradientClip > 0))
            throw new IllegalArgumentException("gradient_clip must be positive, or .inf for none, got " + gradientClip);
        if (workers < 1 || workers > 256) throw new IllegalArgumentException("workers must be in [1, 256], got " + workers);
    }

    public SftOptions withSeed(long value) {
        return new SftOptions(steps, tokensPerStep, microbatchTokens, optimizer, schedule, gradientClip, workers, pass, value);
    }

    public SftOptions withSteps(int value) {
        return new SftOptions(value, tokensPerStep, microbatchTokens, optimizer, schedule, gradientClip, workers, pass, seed);
    }

    public SftOptions withWorkers(int value) {
        return new SftOptions(steps, tokensPerStep, microbatchTokens, optimizer, schedule, gradientClip, value, pass, seed);
    }

    /// The same, whose batches are passed in pieces of so many tokens.
    public SftOptions withPass(int pieceTokens, PassOptions value) {
        return new SftOptions(steps, tokensPerStep, pieceTokens, optimizer, schedule, gradientClip, workers, value, seed);
    }
}
