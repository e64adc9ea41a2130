package dev.retool4j.data.rewrite;

/// The interpreter, not the program, failed: nothing is known about the row.
final class NotExecuted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotExecuted(RuntimeException cause) {
        super("the interpreter was not available: " + cause.getMessage(), cause);
    }
}
