package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
<<<<<<< HEAD
import java.io.IOException;
=======
import java.nio.file.Path;
>>>>>>> cli
import picocli.CommandLine.Command;

/// Reinforcement learning with the interpreter in the loop.
@Command(name = "train", description = "Reinforcement learning with the interpreter in the loop.", //
        footer = {"%nCtrl-C saves a checkpoint and stops; a second one stops at once.", //
<<<<<<< HEAD
            "%nExamples:", "  retool train model=runs/demo/tool rl.steps=20 name=more", "  retool train name=lr2 --resume"})
final class TrainCommand extends RunCommand<TrainOptions> {
    @Override
    TrainOptions defaults() {
        return TrainOptions.DEFAULT;
    }

    @Override
    int run(Configuration<TrainOptions> configuration) throws IOException {
        return new TrainWork(configuration.value(), console()).run(configuration.yaml(), existing(), argv());
=======
            "%nExamples:", "  retool train configs/aime-1.5b.yaml algorithm=grpo name=lr2", "  retool train name=lr2 --resume"})
final class TrainCommand extends RunCommand<RunOptions> {
    @Override
    RunOptions defaults() {
        return new RunOptions("train", Path.of("runs"), 1);
    }

    @Override
    int run(Configuration<RunOptions> configuration) {
        return ModelWork.train(configuration, existing(), console());
>>>>>>> cli
    }
}
