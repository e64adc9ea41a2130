package dev.retool4j.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How much memory this process holds, native memory included: what a leak of tensors shows in.
public final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status");

    private ResidentMemory() {}

    /// Resident set in bytes; −1 where the system does not tell (not Linux).
    public static long bytes() {
        return read("VmRSS:");
    }

    /// The largest that the resident set has been, in bytes; −1 where the system does not tell.
    public static long peakBytes() {
        return read("VmHWM:");
    }

    private static long read(String field) {
        try {
            for (var line : Files.readAllLines(STATUS)) {
                if (line.startsWith(field)) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        } catch (IOException e) {
            return -1;
        }
        return -1;
    }
}
