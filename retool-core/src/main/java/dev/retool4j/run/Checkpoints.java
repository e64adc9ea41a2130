package dev.retool4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/// `checkpoints/step-000120/`: where checkpoints stand. A folder of that name is complete: it is written under another name and moved
/// into place as its last act. What a checkpoint holds is the trainer's business.
public final class Checkpoints {
    private final Path directory;

    /// @param directory of all checkpoints; made with the first one
    public Checkpoints(Path directory) {
        this.directory = directory;
    }

    /// An empty folder to write a checkpoint into; it does not count before [#commit].
    public Path begin(int step) {
        var folder = unfinished(step);
        if (Files.exists(folder)) AtomicFiles.deleteTree(folder);
        AtomicFiles.createDirectories(folder);
        return folder;
    }

    /// Makes the folder that [#begin] gave the checkpoint of that step, in place of an earlier one.
    ///
    /// @return where it stands now
    public Path commit(int step) {
        var target = path(step);
        var replaced = target.resolveSibling("." + target.getFileName() + ".replaced");
        try {
            if (Files.exists(replaced)) AtomicFiles.deleteTree(replaced);
            if (Files.exists(target)) Files.move(target, replaced, StandardCopyOption.ATOMIC_MOVE);
            Files.move(unfinished(step), target, StandardCopyOption.ATOMIC_MOVE);
            if (Files.exists(replaced)) AtomicFiles.deleteTree(replaced);
            return target;
        } catch (IOException e) {
            throw AtomicFiles.failure(target, e);
        }
    }

    /// Where the checkpoint of a step stands or would stand.
    public Path path(int step) {
        return directory.resolve(Steps.name(step));
    }

    /// The step that a checkpoint's folder is named after; empty for another folder.
    public static Optional<Integer> step(Path folder) {
        return folder.getFileName() == null ? Optional.empty() : Steps.parse(folder);
    }

    /// The steps of all complete checkpoints, ascending.
    public List<Integer> steps() {
        return Steps.in(directory);
    }

    /// The step of the latest complete checkpoint.
    public Optional<Integer> latest() {
        var steps = steps();
        return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
    }

    /// Deletes all but the last so many complete checkpoints.
    public void keepLast(int count) {
        if (count < 1) throw new IllegalArgumentException("at least one checkpoint must be kept, got " + count);
        var steps = steps();
        steps.subList(0, Math.max(0, steps.size() - count)).forEach(step -> AtomicFiles.deleteTree(path(step)));
    }

    /// Deletes all of them, and their folder.
    public void delete() {
        if (Files.exists(directory)) AtomicFiles.deleteTree(directory);
    }

    private Path unfinished(int step) {
        return directory.resolve("." + Steps.name(step) + ".unfinished");
    }
}
