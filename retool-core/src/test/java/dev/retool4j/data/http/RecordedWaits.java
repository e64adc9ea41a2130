package dev.retool4j.data.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Time that passes only when somebody waits.
public final class RecordedWaits implements Waits {
    public final List<Duration> pauses = new ArrayList<>();
    public boolean stopped;
    private long now;

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void pause(Duration time) {
        pauses.add(time);
        now += time.toNanos();
    }

    @Override
    public boolean stopped() {
        return stopped;
    }
}
