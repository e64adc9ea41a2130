package dev.retool4j.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks git which commit a directory stands at.
final class GitCommit {
    private GitCommit() {}

    /// The commit's full id, with `+` after it if tracked files were changed; null outside a repository or without git.
    static @Nullable String of(Path directory) {
        var commit = git(directory, "rev-parse", "HEAD");
        if (commit == null || commit.isEmpty()) return null;
        var changes = git(directory, "status", "--porcelain", "--untracked-files=no");
        return changes == null || changes.isEmpty() ? commit : commit + "+";
    }

    private static @Nullable String git(Path directory, String... arguments) {
        var command = new java.util.ArrayList<>(List.of("git", "-C", directory.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8).strip();
            process.getInputStream().close();
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return null;
            }
            return process.exitValue() == 0 ? output : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
