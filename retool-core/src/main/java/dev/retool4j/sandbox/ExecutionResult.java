package dev.retool4j.sandbox;

/// What running one snippet gave. Every field is the program's own doing; when the sandbox itself fails there is no result but an
/// [InterpreterException].
///
/// @param status      how the program ended
/// @param stdout      what it printed, truncated in the middle at the output limit
/// @param stderr      the traceback as CPython prints it, and whatever else it wrote to stderr
/// @param exitCode    the exit code, or 128 + signal where a signal ended it
/// @param wallSeconds wall-clock time of the snippet, queueing not counted
/// @param cpuSeconds  CPU time of its process tree
public record ExecutionResult(Status status, String stdout, String stderr, int exitCode, double wallSeconds, double cpuSeconds) {

    /// How a program ended.
    public enum Status {
        /// exit code 0
        FINISHED,
        /// an uncaught exception or a non-zero exit code
        ERROR,
        /// stopped at the wall-clock limit
        TIME_LIMIT,
        /// stopped at the memory limit
        MEMORY_LIMIT,
        /// stopped at the output limit
        OUTPUT_LIMIT,
        /// ended by a signal of its own making
        CRASHED
    }

    /// Whether the program ran to its end without error.
    public boolean succeeded() {
        return status == Status.FINISHED;
    }
}
