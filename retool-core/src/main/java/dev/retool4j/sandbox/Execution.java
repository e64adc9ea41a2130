package dev.retool4j.sandbox;

import java.util.Map;

/// A result with what the interpreter knows beside it.
///
/// @param result        what the program did
/// @param isolation     the tier that held it, in words
/// @param residentKb    most memory that its process held at once, in KiB
/// @param queuedSeconds from the request to the start
/// @param attempts      1, and one more for each time that the sandbox failed under it
/// @param files         the files that were asked for and exist
public record Execution(ExecutionResult result, String isolation, long residentKb, double queuedSeconds, int attempts,
        Map<String, byte[]> files) {
    public Execution {
        files = Map.copyOf(files);
    }
}
