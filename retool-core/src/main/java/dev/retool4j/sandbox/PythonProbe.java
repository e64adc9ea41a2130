package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What a Python says of itself.
///
/// @param executable the path it runs under
/// @param version    "3.11"; empty where it did not run
/// @param minor      the number after the 3; -1 where it is no Python 3
/// @param missing    modules that it cannot import, each with the reason
/// @param failure    why it could not be asked, or null
record PythonProbe(String executable, String version, int minor, List<String> missing, @Nullable String failure) {
    static final int OLDEST_MINOR = 9;
    private static final int SECONDS = 120;

    record Outcome(int exitCode, String output) {}

    /// Asks a Python for its version and whether it finds the modules, without the user's own site folder.
    static PythonProbe of(String python, List<String> modules) {
        return of(python, "find", modules);
    }

    /// Asks whether it really imports them, which takes a second.
    static PythonProbe importing(String python, List<String> modules) {
        return of(python, "import", modules);
    }

    private static PythonProbe of(String python, String how, List<String> modules) {
        var command = new ArrayList<>(List.of(python, "-I", "-B", "-c", Resources.text("probe.py"), how));
        command.addAll(modules);
        try {
            var outcome = execute(command, SECONDS);
            var lines = outcome.output().strip().lines().toList();
            if (outcome.exitCode() != 0 || lines.isEmpty()) {
                return failed(python, "does not run: exit code " + outcome.exitCode() + (lines.isEmpty() ? "" : ", " + lines.getLast()));
            }
            var said = JsonMapper.shared().readTree(lines.getLast());
            var major = said.get("version").get(0).asInt();
            var minor = said.get("version").get(1).asInt();
            var missing = new ArrayList<String>();
            said.get("missing").forEach(module -> missing.add(module.asString()));
            return new PythonProbe(said.get("executable").asString(), major + "." + minor, major == 3 ? minor : -1, missing, null);
        } catch (IOException | JacksonException e) {
            return failed(python, "does not run: " + e.getMessage());
        }
    }

    private static PythonProbe failed(String python, String reason) {
        return new PythonProbe(python, "", -1, List.of(), reason);
    }

    boolean recent() {
        return failure == null && minor >= OLDEST_MINOR;
    }

    /// What keeps it from running snippets, as the rest of a sentence; null where nothing does.
    @Nullable
    String problem() {
        if (failure != null) return failure;
        if (!recent()) return "is Python " + version + ", 3." + OLDEST_MINOR + " or newer is needed";
        return missing.isEmpty() ? null : "lacks " + String.join(", ", missing);
    }

    /// Runs a command to its end and gives its output, stderr included; files that it makes can be read by all users.
    static Outcome execute(List<String> command, int seconds) throws IOException {
        var line = new ArrayList<>(List.of("/bin/sh", "-c", "umask 022; exec \"$@\"", "sh"));
        line.addAll(command);
        var builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PYTHON"));
        var process = builder.start();
        process.getOutputStream().close();
        var output = CompletableFuture.supplyAsync(() -> {
            try (var in = process.getInputStream()) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                return "";
            }
        }, task -> Thread.ofVirtual().start(task));
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IOException(command.getFirst() + " gave no answer within " + seconds + " s");
            }
            return new Outcome(process.exitValue(), output.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + command.getFirst() + " ran", e);
        } catch (ExecutionException e) {
            throw new IOException("could not read what " + command.getFirst() + " said", e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
