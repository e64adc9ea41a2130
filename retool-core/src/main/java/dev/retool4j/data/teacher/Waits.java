package dev.retool4j.data.teacher;

import java.time.Duration;

/// Time, as the waits between requests see it.
interface Waits {
    /// As [System#nanoTime].
    long nanos();

    /// Lets the time pass, or less of it where the work is to stop.
    void pause(Duration time) throws InterruptedException;

    /// Whether nothing new is to begin.
    boolean stopped();
}
