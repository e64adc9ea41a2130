package dev.retool4j.data.http;

import java.time.Duration;

/// Spreads requests evenly over a minute, and holds all of them back for as long as the endpoint asks. Safe for use by many threads.
public final class Pace {
    private final long interval; // nanoseconds between two requests; 0: none
    private final Waits waits;
    private boolean begun; // guarded by this
    private long next; // guarded by this; when the next request may go
    private boolean held; // guarded by this
    private long heldUntil; // guarded by this

    public Pace(double perMinute, Waits waits) {
        this.interval = perMinute == 0 ? 0 : (long) (60e9 / perMinute);
        this.waits = waits;
    }

    /// Waits for this request's turn.
    public void await() throws InterruptedException {
        while (!waits.stopped()) {
            long wait = turn();
            if (wait <= 0) return;
            waits.pause(Duration.ofNanos(wait));
        }
    }

    /// Lets nobody go for a while.
    public synchronized void hold(Duration time) {
        long until = waits.nanos() + time.toNanos();
        if (!held || until - heldUntil > 0) heldUntil = until;
        held = true;
    }

    /// Nanoseconds to wait before asking again; 0: this caller may go.
    private synchronized long turn() {
        long now = waits.nanos();
        if (held && heldUntil - now > 0) return heldUntil - now;
        held = false;
        if (interval == 0) return 0;
        if (begun && next - now > 0) return next - now;
        next = (begun && now - next < interval ? next : now) + interval;
        begun = true;
        return 0;
    }
}
