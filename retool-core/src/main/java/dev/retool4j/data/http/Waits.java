package dev.retool4j.data.http;

import java.time.Duration;

/// Time, as the waits between requests see it.
public interface Waits {
    /// As [System#nanoTime].
    long nanos();

    /// Lets the time pass, or less of it where the work is to stop.
    void pause(Duration time) throws InterruptedException;

    /// Whether nothing new is to begin.
    boolean stopped();

    /// The clock on the wall; nothing stops it but an interrupt.
    static Waits real() {
        return new Waits() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void pause(Duration time) throws InterruptedException {
                Thread.sleep(time);
            }

            @Override
            public boolean stopped() {
                return false;
            }
        };
    }
}
