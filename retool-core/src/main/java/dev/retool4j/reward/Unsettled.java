package dev.retool4j.reward;

/// Thrown inside the verifier where a value cannot be had: undefined, not exact enough, or over the step budget.
final class Unsettled extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String reason;

    Unsettled(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
