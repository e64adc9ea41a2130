package dev.retool4j.cli;

import dev.retool4j.data.TokenizedExample;
import dev.retool4j.model.Policy;
import dev.retool4j.run.Checkpoints;
import dev.retool4j.train.SftOptions;
import dev.retool4j.train.SftTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A fine-tuning with one result, the folder of the finished policy. What stands there is not done again, and one that was stopped goes on
/// from its checkpoint, which stands beside the folder until the end.
final class FineTuning {
    private final Path folder;
    private final Checkpoints checkpoints;

    /// @param folder where the finished policy will stand
    FineTuning(Path folder) {
        this.folder = folder;
        this.checkpoints = new Checkpoints(folder.resolveSibling(folder.getFileName() + ".checkpoints"));
    }

    /// Trains to the last step, or until `stop`; then the state is saved.
    ///
    /// @param policy    changed in place
    /// @param documents from the beginning, also where training goes on
    /// @param done      told of the last step, if training ended now
    /// @return false if it was stopped
    boolean run(Policy policy, SftOptions options, Iterator<TokenizedExample> documents, Consumer<SftTrainer.Progress> progress,
            Consumer<SftTrainer.Progress> done, BooleanSupplier stop) {
        if (Files.exists(folder.resolve("config.json"))) {
            policy.load(folder);
            return true;
        }
        try (var trainer = new SftTrainer(policy.weights(), options)) {
            checkpoints.latest().map(checkpoints::path).ifPresent(checkpoint -> {
                policy.load(checkpoint);
                trainer.resume(checkpoint);
            });
            var last = trainer.run(documents, progress, stop);
            if (stop.getAsBoolean()) {
                var unfinished = checkpoints.begin(last.step());
                policy.save(unfinished);
                trainer.save(unfinished);
                checkpoints.commit(last.step());
                return false;
            }
            policy.saveNew(folder);
            checkpoints.delete();
            done.accept(last);
            return true;
        }
    }
}
