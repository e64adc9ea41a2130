package dev.retool4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ExitCode;

/// Ends a command with an error that a person can act on: what happened, why, and what to do, each at most a line.
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /// Something did not work: exit code 1.
    ///
    /// @param hint what helps
    public static CommandFailure failed(String what, String hint) {
        return new CommandFailure(ExitCode.SOFTWARE, what + "\n" + hint, null);
    }

    /// The same, for an error that another one caused.
    public static CommandFailure failed(String what, String hint, Throwable cause) {
        return new CommandFailure(ExitCode.SOFTWARE, what + "\n" + hint, cause);
    }

    /// The command line asks for something that there is not: exit code 2.
    public static CommandFailure usage(String what, String hint) {
        return new CommandFailure(ExitCode.USAGE, what + "\n" + hint, null);
    }

    int exitCode() {
        return exitCode;
    }
}
