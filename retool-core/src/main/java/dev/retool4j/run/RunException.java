package dev.retool4j.run;

/// A run directory that cannot be made, read or written. The message's first line says what and where; the second what to do.
public final class RunException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RunException(String message, String hint) {
        super(message + "\n" + hint);
    }

    public RunException(String message, String hint, Throwable cause) {
        super(message + "\n" + hint, cause);
    }
}
