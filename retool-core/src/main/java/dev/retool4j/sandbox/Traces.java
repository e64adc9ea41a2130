package dev.retool4j.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What running programs could leave on the machine: processes of ours, also orphaned ones; files in the temporary folder; mounts; pipes and
/// sockets of this JVM. Memory files and private file systems live no longer than the processes that hold them.
final class Traces {
    private static final String WORKER = "sys.modules[\"server\"].main";

    private Traces() {}

    /// What is there, one line each.
    static Set<String> now() {
        var traces = new TreeSet<String>();
        ProcessHandle.current().descendants().forEach(process -> traces.add("process " + process.pid()));
        try {
            orphans(traces);
            list(Path.of(System.getProperty("java.io.tmpdir")), traces);
            Files.readAllLines(Path.of("/proc/self/mounts")).forEach(line -> traces.add("mount " + line.split(" ")[1]));
            descriptors(traces);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look for what the sandbox left behind: " + e.getMessage(), e);
        }
        return traces;
    }

    /// Processes of a worker whose owner is gone.
    private static void orphans(Set<String> traces) throws IOException {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    var stat = Files.readString(process.resolve("stat"));
                    var parent = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[1];
                    if (parent.equals("1") && Files.readString(process.resolve("cmdline")).contains(WORKER))
                        traces.add("process " + process.getFileName());
                } catch (IOException e) {
                    // it has ended meanwhile, or is another user's
                }
            }
        }
    }

    private static void list(Path folder, Set<String> traces) throws IOException {
        try (var files = Files.newDirectoryStream(folder, "retool-sandbox-*")) {
            for (var file : files) {
                traces.add("file " + file);
                if (!Files.isDirectory(file)) continue;
                try (var inner = Files.newDirectoryStream(file)) {
                    inner.forEach(path -> traces.add("file " + path));
                } catch (IOException e) {
                    // it has gone meanwhile, or is another user's
                }
            }
        }
    }

    private static void descriptors(Set<String> traces) throws IOException {
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var descriptor : descriptors) {
                try {
                    var target = Files.readSymbolicLink(descriptor).toString();
                    if (target.startsWith("pipe:") || target.startsWith("socket:")) traces.add(target);
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
    }
}
