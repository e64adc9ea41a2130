package dev.retool4j.cli;

import dev.retool4j.data.ProblemReader;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import dev.retool4j.rollout.remote.ServerOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a checkpoint is scored.
///
/// @param data    problem files
/// @param reading how these are read
/// @param samples responses per problem; accuracy is their mean. Default and paper 32
/// @param seed    of the responses' random streams
/// @param out     folder that trajectories, scores and protocols are stored in, by step and set as a run stores its own; null: nothing is stored
/// @param device    where the policy stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision of its weights: fp32 or bf16
/// @param slots   most responses written at once; fewer where the memory holds fewer. In fp32 the number changes no result
/// @param engine  the server that generates, if one does
/// @param rollout sampling and budgets; default and paper temperature 1.0, top-p 0.7
record EvaluationOptions(List<Path> data, ProblemReader reading, int samples, long seed, @Nullable Path out, String device,
        Precision precision, int slots, ServerOptions engine, RolloutOptions rollout) {
    static final EvaluationOptions DEFAULT = new EvaluationOptions(List.of(), ProblemReader.DEFAULT, 32, 1, null, "cpu", Precision.FP32, 64,
            ServerOptions.DEFAULT,
            RolloutOptions.DEFAULT.withSampling(new Sampling(1.0, 0.7, 0, List.of())));

    EvaluationOptions {
        data = List.copyOf(data);
        if (slots < 1) throw new IllegalArgumentException("slots must be at least 1, got " + slots);
        new Placement(device, precision); // complains
        if (samples < 1) throw new IllegalArgumentException("samples must be at least 1, got " + samples);
    }

    Placement placement() {
        return new Placement(device, precision);
    }
}
