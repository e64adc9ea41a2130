package dev.retool4j.data;

/// A supervised example cannot be put into the form that was asked for; the message says why. Others of the same file may well be.
public final class UnusableExampleException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public UnusableExampleException(String message) {
        super(message);
    }
}
