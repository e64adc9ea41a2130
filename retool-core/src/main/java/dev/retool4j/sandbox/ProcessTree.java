package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the processes below this JVM hold, and its own descriptors.
///
/// @param processes   that live
/// @param zombies     that ended and were not waited for
/// @param descriptors of all of them and of this JVM that are no files
/// @param memoryKb    private memory of all of them, without this JVM
record ProcessTree(int processes, int zombies, int descriptors, long memoryKb) {

    static ProcessTree now() {
        var count = new int[3];
        var memory = new long[1];
        count[2] = descriptors("self");
        ProcessHandle.current().descendants().forEach(process -> {
            var folder = Path.of("/proc", Long.toString(process.pid()));
            try {
                var stat = Files.readString(folder.resolve("stat"));
                if (stat.charAt(stat.lastIndexOf(')') + 2) == 'Z') {
                    count[1]++;
                    return;
                }
                count[0]++;
                count[2] += descriptors(Long.toString(process.pid()));
                for (var line : Files.readAllLines(folder.resolve("smaps_rollup"))) {
                    if (line.startsWith("Private_")) memory[0] += Long.parseLong(line.replaceAll("\\D", ""));
                }
            } catch (IOException e) {
                // it has ended meanwhile
            }
        });
        return new ProcessTree(count[0], count[1], count[2], memory[0]);
    }

    /// Pipes, sockets, memory files and the like; the JVM opens and closes files of its own as it likes.
    private static int descriptors(String process) {
        int count = 0;
        try (var entries = Files.newDirectoryStream(Path.of("/proc", process, "fd"))) {
            for (var entry : entries) {
                try {
                    var target = Files.readSymbolicLink(entry).toString();
                    if (!target.startsWith("/") || target.startsWith("/memfd:")) count++;
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        } catch (IOException e) {
            // it has ended, or is no process of ours
        }
        return count;
    }
}
