package dev.retool4j.data.teacher;

import dev.retool4j.data.http.Waits;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says once, to everybody who waits, that nothing new is to begin. Requests in flight are not disturbed: they are paid for.
public final class StopSignal implements Waits {
    private final CountDownLatch latch = new CountDownLatch(1);

    public void stop() {
        latch.countDown();
    }

    @Override
    public boolean stopped() {
        return latch.getCount() == 0;
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void pause(Duration time) throws InterruptedException {
        if (latch.await(time.toNanos(), TimeUnit.NANOSECONDS)) return;
    }
}
