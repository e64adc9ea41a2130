package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import dev.retool4j.run.RunDirectory;
import java.nio.file.Path;

/// What the commands do that need a model: each puts the parts together and gives the exit code.
final class ModelWork {
    private ModelWork() {}

    static int demo(Configuration<RunOptions> configuration, boolean quick, RunDirectory.Existing existing, Console console) {
        throw missing("demo");
    }

    static int sft(Configuration<RunOptions> configuration, RunDirectory.Existing existing, Console console) {
        throw missing("sft");
    }

    static int train(Configuration<RunOptions> configuration, RunDirectory.Existing existing, Console console) {
        throw missing("train");
    }

    static int eval(Path checkpoint, Configuration<EvaluationOptions> configuration, boolean json, Console console) {
        throw missing("eval");
    }

    static int solve(Path checkpoint, String question, Configuration<SolveOptions> configuration, boolean json, Console console) {
        throw missing("solve");
    }

    static int bench(Configuration<BenchOptions> configuration, boolean json, Console console) {
        throw missing("bench");
    }

    private static CommandFailure missing(String command) {
        return CommandFailure.failed("'" + command + "' is not part of this build", "it arrives with the trainer");
    }
}
