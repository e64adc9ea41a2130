package dev.retool4j.cli;

import dev.retool4j.run.Checkpoints;
import dev.retool4j.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the checkpoint that a person names: `runs/lr2` (its last), `runs/lr2@40` (that of step 40), or any folder with a model in it.
final class CheckpointLocator {
    /// One of them makes a folder a model: whole weights, or adapters.
    private static final List<String> MODEL = List.of("config.json", "adapter_config.json");

    private CheckpointLocator() {}

    /// The folder of the checkpoint.
    static Path find(String name) {
        var folder = Path.of(name);
        if (Files.isDirectory(folder)) return isModel(folder) ? folder : last(folder);
        int at = name.lastIndexOf('@');
        if (at > 0 && name.substring(at + 1).matches("[0-9]{1,9}"))
            return step(Path.of(name.substring(0, at)), Integer.parseInt(name.substring(at + 1)));
        throw CommandFailure.failed("no checkpoint " + name + ": there is no such folder",
                "name a run (runs/lr2, runs/lr2@40) or a folder with a model");
    }

    static boolean isModel(Path folder) {
        return MODEL.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /// What people call a checkpoint: `lr2@40` for one of a run, else the folder's name.
    static String name(Path checkpoint) {
        var folder = checkpoint.toAbsolutePath().normalize();
        var run = run(folder);
        return run == null ? String.valueOf(folder.getFileName()) : run.getFileName() + "@" + step(folder);
    }

    /// The step of a run's checkpoint; 0 for any other folder.
    static int step(Path checkpoint) {
        var folder = checkpoint.toAbsolutePath().normalize();
        return run(folder) == null ? 0 : Checkpoints.step(folder).orElse(0);
    }

    /// The run that a folder is a checkpoint of, or null.
    private static @Nullable Path run(Path folder) {
        var checkpoints = folder.getParent();
        var run = checkpoints == null || Checkpoints.step(folder).isEmpty() ? null : checkpoints.getParent();
        return run != null && RunDirectory.isRun(run) ? run : null;
    }

    private static Path last(Path folder) {
        if (!RunDirectory.isRun(folder))
            throw CommandFailure.failed(folder + " holds neither a model (config.json or adapter_config.json) nor a run (run.json)",
                    "name a run or a folder with a model");
        var checkpoints = RunDirectory.read(folder).checkpoints();
        var step = checkpoints.latest().orElseThrow(
                () -> CommandFailure.failed("the run " + folder + " has no checkpoint yet", "wait for its first one, or name another run"));
        return checkpoints.path(step);
    }

    private static Path step(Path folder, int step) {
        if (!RunDirectory.isRun(folder))
            throw CommandFailure.failed("there is no run at " + folder, "look with: ls " + folder.toAbsolutePath().getParent());
        var checkpoints = RunDirectory.read(folder).checkpoints();
        if (checkpoints.steps().contains(step)) return checkpoints.path(step);
        var there = checkpoints.steps().stream().map(String::valueOf).collect(Collectors.joining(", "));
        throw CommandFailure.failed("the run " + folder + " has no checkpoint of step " + step,
                there.isEmpty() ? "it has none yet" : "it has: " + there);
    }
}
