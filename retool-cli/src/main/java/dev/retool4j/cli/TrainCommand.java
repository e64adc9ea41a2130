package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/// Reinforcement learning with the interpreter in the loop.
@Command(name = "train", description = "Reinforcement learning with the interpreter in the loop.", //
        footer = {"%nCtrl-C saves a checkpoint and stops; a second one stops at once.", //
            "%nExamples:", "  retool train configs/aime-1.5b.yaml algorithm=grpo name=lr2", "  retool train name=lr2 --resume"})
final class TrainCommand extends RunCommand<RunOptions> {
    @Override
    RunOptions defaults() {
        return new RunOptions("train", Path.of("runs"), 1);
    }

    @Override
    int run(Configuration<RunOptions> configuration) {
        return ModelWork.train(configuration, existing(), console());
    }
}
