package dev.retool4j.train;

/// Training cannot go on: a loss or gradient is not a finite number. The message names the step or the trajectory.
public final class TrainingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainingException(String message) {
        super(message);
    }
}
