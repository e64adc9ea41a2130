package dev.retool4j.reward;

/// Thrown inside the verifier where a text cannot be read as a whole; becomes UNDECIDED with this reason.
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Unreadable(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
