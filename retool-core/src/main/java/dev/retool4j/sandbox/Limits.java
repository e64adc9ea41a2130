package dev.retool4j.sandbox;

import java.time.Duration;

/// What one snippet may use. Exceeding a limit ends the snippet's whole process tree and is reported as the program's own failure.
///
/// @param wall      wall-clock time, judged so that a starved snippet is not a slow one
/// @param memoryMb  memory of the whole process tree in MiB
/// @param outputKb  stdout and stderr together in KiB
/// @param processes processes and threads alive at once
public record Limits(Duration wall, int memoryMb, int outputKb, int processes) {
    public static final Limits DEFAULT = new Limits(Duration.ofSeconds(5), 1024, 256, 32);

    public Limits {
        if (wall.isNegative() || wall.isZero()) throw new IllegalArgumentException("sandbox time limit must be positive, got " + wall);
        if (memoryMb < 16) throw new IllegalArgumentException("sandbox memory limit must be at least 16 MiB, got " + memoryMb);
        if (outputKb < 1) throw new IllegalArgumentException("sandbox output limit must be at least 1 KiB, got " + outputKb);
        if (processes < 1) throw new IllegalArgumentException("sandbox process limit must be at least 1, got " + processes);
    }
}
