package dev.retool4j.sandbox;

/// The sandbox itself failed (a worker died, a server is gone): nothing is known about the program.
/// Callers retry, and then exclude the trajectory; they never score it as wrong.
public final class InterpreterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InterpreterException(String message) {
        super(message);
    }

    public InterpreterException(String message, Throwable cause) {
        super(message, cause);
    }
}
