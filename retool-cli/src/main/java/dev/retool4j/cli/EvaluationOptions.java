package dev.retool4j.cli;

import dev.retool4j.data.ProblemReader;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;

/// How a checkpoint is scored.
///
/// @param data    problem files
/// @param reading how these are read
/// @param samples responses per problem; accuracy is their mean. Default and paper 32
/// @param seed    of the responses' random streams
/// @param rollout sampling and budgets; default and paper temperature 1.0, top-p 0.7
record EvaluationOptions(List<Path> data, ProblemReader reading, int samples, long seed, RolloutOptions rollout) {
    static final EvaluationOptions DEFAULT = new EvaluationOptions(List.of(), ProblemReader.DEFAULT, 32, 1,
            RolloutOptions.DEFAULT.withSampling(new Sampling(1.0, 0.7, 0, List.of())));

    EvaluationOptions {
        data = List.copyOf(data);
        if (samples < 1) throw new IllegalArgumentException("samples must be at least 1, got " + samples);
    }
}
