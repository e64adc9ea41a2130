package dev.retool4j.sandbox;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What [SandboxBench] measures.
///
/// @param callers numbers of callers that each wait for their answer, ascending
/// @param seconds time per way and number of callers; ways are measured in turns, so that they see the same machine
/// @param rounds  turns that the time is cut into
/// @param servers HTTP servers with SandboxFusion's API to measure too
/// @param token   sent to them; null: none
public record BenchOptions(List<Integer> callers, double seconds, int rounds, List<URI> servers, @Nullable String token) {
    public static final BenchOptions DEFAULT = new BenchOptions(List.of(1, 2, 8, 32, 256), 6, 3, List.of(), null);

    public BenchOptions {
        callers = List.copyOf(callers);
        servers = List.copyOf(servers);
        if (callers.isEmpty() || callers.stream().anyMatch(count -> count < 1 || count > 4096))
            throw new IllegalArgumentException("callers must be a list of numbers from 1 to 4096, got " + callers);
        if (!(seconds > 0)) throw new IllegalArgumentException("seconds per row must be positive, got " + seconds);
        if (rounds < 1) throw new IllegalArgumentException("rounds must be at least 1, got " + rounds);
    }
}
