package dev.retool4j.web.dashboard;

import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.RunException;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The runs under a folder: its own folders, and theirs, as `retool demo` nests them. A run's id is its path with `~` for `/`. Nothing
/// is found by a path that came from outside: ids are looked up among what is there, and nothing is read that a link leads to outside.
final class Catalog {
    private static final Set<String> NOT_READ = Set.of("checkpoints", "logs", "tensorboard");

    private final Path root;

    /// @throws RunException where there is no such folder
    Catalog(Path root) {
        try {
            this.root = root.toRealPath();
        } catch (IOException e) {
            throw new RunException("there is no folder " + root, "pass the folder that holds your runs: retool dashboard runs", e);
        }
        if (!Files.isDirectory(this.root))
            throw new RunException(root + " is a file, not a folder", "pass the folder that holds your runs");
    }

    Path root() {
        return root;
    }

    /// Every run by id; the root itself where it is one.
    Map<String, Path> runs() {
        var runs = new TreeMap<String, Path>();
        if (RunDirectory.isRun(root)) runs.put(root.getFileName().toString(), root);
        for (var child : folders(root)) {
            if (RunDirectory.isRun(child)) {
                runs.put(child.getFileName().toString(), child);
                continue;
            }
            for (var grandchild : folders(child))
                if (RunDirectory.isRun(grandchild)) runs.putIfAbsent(child.getFileName() + "~" + grandchild.getFileName(), grandchild);
        }
        return runs;
    }

    /// Opens a run for reading.
    ///
    /// @throws Refusal where there is none of that id, or one with a link that leads outside
    RunDirectory open(String id) {
        var path = runs().get(id);
        if (path == null) throw Refusal.missing("there is no run '" + id + "'", "it may have been moved or deleted; see the list of runs");
        return open(id, path);
    }

    RunDirectory open(String id, Path path) {
        try {
            requireInside(id, path);
        } catch (IOException e) {
            throw Refusal.missing("run '" + id + "' cannot be read: " + e.getClass().getSimpleName(), "check the folder " + path);
        }
        return RunDirectory.read(path);
    }

    private List<Path> folders(Path parent) {
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory).filter(this::isInside).sorted().toList();
        } catch (IOException e) {
            return List.of(); // a folder that cannot be listed holds no run that can be shown
        }
    }

    private boolean isInside(Path path) {
        try {
            return path.toRealPath().startsWith(root);
        } catch (IOException e) {
            return false;
        }
    }

    private void requireInside(String id, Path run) throws IOException {
        Files.walkFileTree(run, Set.of(), 3, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.getParent() != null && folder.getParent().equals(run) && NOT_READ.contains(folder.getFileName().toString())
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (!attributes.isSymbolicLink() || isInside(file)) return FileVisitResult.CONTINUE;
                throw Refusal.forbidden("run '" + id + "' holds a link to outside of the runs: " + run.relativize(file),
                        "replace the link by what it leads to");
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE; // written and replaced meanwhile
            }
        });
    }
}
