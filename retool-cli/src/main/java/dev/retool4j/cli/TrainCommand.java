package dev.retool4j.cli;

import dev.retool4j.run.Configuration;
import java.io.IOException;
import picocli.CommandLine.Command;

/// Reinforcement learning with the interpreter in the loop.
@Command(name = "train", description = "Reinforcement learning with the interpreter in the loop.", //
        footer = {"%nCtrl-C saves a checkpoint and stops; a second one stops at once.", //
            "%nExamples:", "  retool train model=runs/demo/tool rl.steps=20 name=more", "  retool train name=lr2 --resume",
            "  retool train model=models/qwen engine.url=http://127.0.0.1:30000   (rollouts on SGLang; docs/servers.md)"})
final class TrainCommand extends RunCommand<TrainOptions> {
    @Override
    TrainOptions defaults() {
        return TrainOptions.DEFAULT;
    }

    @Override
    int run(Configuration<TrainOptions> configuration) throws IOException {
        return new TrainWork(configuration.value(), console()).run(configuration.yaml(), existing(), argv());
    }
}
