package dev.retool4j.rollout.remote;

/// An answer that says nothing: cut, malformed, or at odds with itself. Worth another attempt.
final class Unusable extends Exception {
    private static final long serialVersionUID = 1L;

    Unusable(String message) {
        super(message, null, false, false);
    }
}
