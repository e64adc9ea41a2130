package dev.retool4j.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Memory control groups below that of this process, one for each slot of a worker, of version 1 or 2: they bound what all processes of a
/// program hold together. There are none where this process may not make any; programs are then looked at from time to time.
///
/// @param folders one for each slot, or none
record MemoryGroups(List<Path> folders) implements AutoCloseable {
    private static final Path CONTROL = Path.of("/proc/self");

    MemoryGroups {
        folders = List.copyOf(folders);
    }

    /// @param name begins the folders' names; nobody else's may begin so
    static MemoryGroups create(String name, int count) {
        var made = new MemoryGroups(List.of());
        try {
            var parent = parent();
            if (parent == null) return made;
            for (int i = 0; i < count; i++) {
                var folder = parent.resolve(name + "-" + i);
                Files.createDirectory(folder);
                var more = new ArrayList<>(made.folders);
                more.add(folder);
                made = new MemoryGroups(more);
                if (!Files.isWritable(limit(folder))) throw new IOException(folder + " controls no memory");
            }
            return made;
        } catch (IOException e) {
            made.close();
            return new MemoryGroups(List.of());
        }
    }

    private static Path limit(Path folder) {
        var unified = folder.resolve("memory.max");
        return Files.exists(unified) ? unified : folder.resolve("memory.limit_in_bytes");
    }

    /// The folder of this process's own group, in the hierarchy that controls memory.
    private static @Nullable Path parent() throws IOException {
        Path unified = null;
        for (var line : Files.readAllLines(CONTROL.resolve("cgroup"))) {
            var parts = line.split(":", 3);
            var memory = Arrays.asList(parts[1].split(",")).contains("memory");
            if (!memory && !parts[0].equals("0")) continue;
            var folder = mounted(memory, parts[2]);
            if (memory) return folder;
            unified = folder;
        }
        if (unified == null || !Files.readString(unified.resolve("cgroup.controllers")).contains("memory")) return null;
        Files.writeString(unified.resolve("cgroup.subtree_control"), "+memory"); // refused where the group holds processes itself
        return unified;
    }

    private static @Nullable Path mounted(boolean memory, String group) throws IOException {
        for (var line : Files.readAllLines(CONTROL.resolve("mountinfo"))) {
            var halves = line.split(" - ", 2);
            var kind = halves[1].split(" ");
            var wanted = memory
                    ? kind[0].equals("cgroup") && Arrays.asList(kind[2].split(",")).contains("memory")
                    : kind[0].equals("cgroup2");
            if (!wanted) continue;
            var mount = Path.of(halves[0].split(" ")[4]);
            var folder = mount.resolve(group.substring(1)).normalize();
            return folder.startsWith(mount) && Files.isDirectory(folder) ? folder : mount; // in a container the path may be the host's
        }
        return null;
    }

    /// Removes them; their processes must be gone.
    @Override
    public void close() {
        for (var folder : folders) {
            try {
                Files.deleteIfExists(folder);
            } catch (IOException e) {
                // an empty group costs nothing
            }
        }
    }
}
