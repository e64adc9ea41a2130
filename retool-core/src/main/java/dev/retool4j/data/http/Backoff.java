package dev.retool4j.data.http;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// How long to wait before another attempt.
///
/// @param pause   before the second attempt; doubled for each further one, give or take a half
/// @param longest most that is waited, also where the server asks for more
public record Backoff(Duration pause, Duration longest) {

    /// @param attempt 1 for the first, which failed
    public Duration after(int attempt) {
        double grown = pause.toNanos() * Math.pow(2, attempt - 1) * ThreadLocalRandom.current().nextDouble(0.5, 1.5);
        return within(Duration.ofNanos((long) Math.min(grown, Long.MAX_VALUE / 4.0)));
    }

    /// What the server asks for, or no more than the longest.
    public Duration within(Duration asked) {
        return asked.compareTo(longest) < 0 ? asked : longest;
    }

    /// Waits: as long as the server asks, which holds for everybody who shares the pace, or [#after] the attempt.
    public void rest(@Nullable Duration asked, int attempt, Pace pace, Waits waits) throws InterruptedException {
        if (asked != null) pace.hold(within(asked));
        else
            waits.pause(after(attempt));
    }
}
