package dev.retool4j.cli;

import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a checkpoint is scored.
///
/// @param data    problem files (JSONL)
/// @param samples responses per problem; accuracy is their mean. Default and paper 32
/// @param numeric whether every ground truth must be a number, as in AIME
/// @param limit   only the first so many problems of each file; 0 for all
/// @param seed    of the responses' random streams
/// @param out     folder that trajectories, scores and protocols are stored in, by step and set as a run stores its own; null: nothing is stored
/// @param rollout sampling and budgets; default and paper temperature 1.0, top-p 0.7
record EvaluationOptions(List<Path> data, boolean numeric, int samples, int limit, long seed, @Nullable Path out, RolloutOptions rollout) {
    static final EvaluationOptions DEFAULT = new EvaluationOptions(List.of(), false, 32, 0, 1, null,
            RolloutOptions.DEFAULT.withSampling(new Sampling(1.0, 0.7, 0, List.of())));

    EvaluationOptions {
        data = List.copyOf(data);
        if (samples < 1) throw new IllegalArgumentException("samples must be at least 1, got " + samples);
        if (limit < 0) throw new IllegalArgumentException("limit must be 0 (all) or positive, got " + limit);
    }
}
