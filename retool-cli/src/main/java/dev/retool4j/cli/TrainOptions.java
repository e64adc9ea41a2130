package dev.retool4j.cli;

import dev.retool4j.data.ProblemReader;
import dev.retool4j.model.LoraOptions;
import dev.retool4j.model.Placement;
import dev.retool4j.model.Precision;
import dev.retool4j.model.SaveOptions;
import dev.retool4j.rollout.RolloutOptions;
import dev.retool4j.rollout.remote.ServerApi;
import dev.retool4j.rollout.remote.ServerOptions;
import dev.retool4j.train.RlOptions;
import dev.retool4j.train.ServerSite;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A reinforcement-learning run.
///
/// @param name            of the run: its directory is `runs/name`
/// @param runs            folder of all runs
/// @param seed            of everything that is random in the run
/// @param model           the policy to start from: a model folder, or a run
/// @param device          where the policy stands: cpu, cuda, or one of several GPUs such as cuda:1
/// @param precision       of its weights: fp32, or bf16 with fp32 master copies
/// @param lora            adapters that are trained in place of the weights, where lora.rank is above 0
/// @param data            problem files to train on; empty: generated mini-AIME problems
/// @param reading         how these are read
/// @param contamination   what is done about training problems that hold an evaluation problem
/// @param interpreter     whether the policy's code runs; without, this is the text-only baseline
/// @param reward          name of the reward function; `paper` is ±1 for the final answer
/// @param slots           sequences decoded at once
/// @param threads         threads of one native operation while decoding; 0: all cores
/// @param maxLength       longest sequence in tokens, prompt included
/// @param checkpointEvery steps between checkpoints; 0: only after the last; default and paper 40
/// @param keepCheckpoints most checkpoints kept; 0 keeps all
/// @param annotateEvery   steps between those whose traces get the trainer's per-token figures beside them; 0: none do
/// @param tensorboard     whether TensorBoard event files are written too
/// @param evaluation      on held-out problems
/// @param engine          the server that generates, if one does; it must take new weights (SGLang, retool serve)
/// @param weights         how they get there
/// @param rollout         how responses are written
/// @param rl              the algorithm
/// @param save            in which form checkpoints hold the policy
record TrainOptions(String name, Path runs, long seed, @Nullable String model, String device, Precision precision, LoraOptions lora,
        List<Path> data, ProblemReader reading, Contaminated contamination, boolean interpreter, String reward,
        int slots, int threads,
        int maxLength, int checkpointEvery, int keepCheckpoints, int annotateEvery, boolean tensorboard, Evaluation evaluation,
        ServerOptions engine, WeightHandover weights, RolloutOptions rollout, RlOptions rl, SaveOptions save) {

    /// @param data    problem files; empty: generated held-out mini-AIME problems
    /// @param reading how these are read; default the first 200 problems of each
    /// @param samples responses per problem; the paper's is 32
    /// @param every   steps between evaluations; 0: only before and after training; default and paper 40
    record Evaluation(List<Path> data, ProblemReader reading, int samples, int every) {
        Evaluation {
            data = List.copyOf(data);
            if (samples < 1) throw new IllegalArgumentException("evaluation.samples must be at least 1, got " + samples);
            if (every < 0) throw new IllegalArgumentException("evaluation.every must be 0 or more steps, got " + every);
        }
    }

    /// @param folder where the weights for a server are written, a folder for each step; null (default): `weights` in the run's directory
    /// @param seenAs what the server calls that folder, where it sees another path than this machine; null: the same
    record WeightHandover(@Nullable Path folder, @Nullable String seenAs) {
        WeightHandover {
            if (seenAs != null && seenAs.isBlank()) throw new IllegalArgumentException("weights.seen_as must be a path");
        }

        ServerSite.Handover under(Path run, SaveOptions save) {
            return new ServerSite.Handover(folder == null ? run.resolve("weights") : folder,
                    seenAs == null ? null : seenAs.replaceAll("(.)/+$", "$1"), save);
        }
    }

    static final TrainOptions DEFAULT = new TrainOptions("train", Path.of("runs"), 1, null, "cpu", Precision.FP32, LoraOptions.NONE,
            List.of(), ProblemReader.DEFAULT, Contaminated.WARN, true, "paper", 64, 0, 16384, 40, 0, 1, false,
            new Evaluation(List.of(), ProblemReader.DEFAULT.withLimit(200), 4, 40), ServerOptions.DEFAULT,
            new WeightHandover(null, null), RolloutOptions.DEFAULT, RlOptions.DEFAULT, SaveOptions.DEFAULT);

    TrainOptions {
        data = List.copyOf(data);
        RunOptions.checkName(name);
        if (slots < 1) throw new IllegalArgumentException("slots must be at least 1, got " + slots);
        if (threads < 0) throw new IllegalArgumentException("threads must be 0 (all cores) or more, got " + threads);
        if (maxLength < 16) throw new IllegalArgumentException("max_length must be at least 16, got " + maxLength);
        if (annotateEvery < 0) throw new IllegalArgumentException("annotate_every must be 0 or more steps, got " + annotateEvery);
        new Placement(device, precision); // complains
        if (engine.url() != null && engine.api() != ServerApi.SGLANG)
            throw new IllegalArgumentException("engine.api must be sglang in training (SGLang, or retool serve with updates=FOLDER): "
                    + "the others take no new weights, got " + engine.api().name().toLowerCase(java.util.Locale.ROOT));
    }

    Placement placement() {
        return new Placement(device, precision);
    }
}
