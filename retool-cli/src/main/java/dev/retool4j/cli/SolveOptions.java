package dev.retool4j.cli;

import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.remote.ServerOptions;

/// How one question is put to a checkpoint.
///
/// @param interpreter whether code runs; without, the answer is text alone
/// @param seed        of the response's random stream
/// @param device      where the policy stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision   of its weights: fp32 or bf16
/// @param engine      the server that generates, if one does
/// @param rollout     sampling and budgets
record SolveOptions(boolean interpreter, long seed, String device, Precision precision, ServerOptions engine,
        RolloutOptions rollout) {
    static final SolveOptions DEFAULT = new SolveOptions(true, 1, "cpu", Precision.FP32, ServerOptions.DEFAULT, RolloutOptions.DEFAULT);

    SolveOptions {
        new Placement(device, precision); // complains
    }

    Placement placement() {
        return new Placement(device, precision);
    }
}
