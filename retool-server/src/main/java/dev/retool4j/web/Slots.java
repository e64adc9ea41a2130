package dev.retool4j.web;

import dev.retool4j.rollout.Engine;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The engine's slots: how many responses are written at once, and the sequences that stay open between two requests so that a client may go
/// on with them. These give way when their slots are needed, the oldest first.
final class Slots {

    /// A sequence that somebody may go on with.
    ///
    /// @param tokens all that it holds, prompt and drawn
    /// @param seed   of its random stream
    /// @param drawn  tokens drawn from it
    record Kept(Engine.Sequence sequence, int[] tokens, long seed, long drawn) {
        boolean begins(int[] longer, long itsSeed, long itsDrawn) {
            return seed == itsSeed && drawn == itsDrawn && tokens.length <= longer.length
                    && java.util.Arrays.equals(tokens, 0, tokens.length, longer, 0, tokens.length);
        }
    }

    private final int slots;
    private final Duration patience;
    private final Semaphore room;
    private final Deque<Kept> kept = new ArrayDeque<>(); // guarded by this
    private int running; // guarded by this

    Slots(int slots, Duration patience) {
        this.slots = slots;
        this.patience = patience;
        this.room = new Semaphore(slots, true);
    }

    /// Waits for a slot; to be left.
    ///
    /// @throws ApiError where none is free in time
    void enter() throws InterruptedException {
        if (!room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS))
            throw ApiError.busy("%d responses are being written, and none ended within %d s: try again later".formatted(slots,
                    patience.toSeconds()));
        synchronized (this) {
            running++;
        }
    }

    void leave() {
        synchronized (this) {
            running--;
        }
        room.release();
    }

    /// Takes the kept sequence that a request goes on with, or null; then closes what stands in the way of those that run.
    synchronized @Nullable Kept take(int[] tokens, long seed, long drawn) {
        var found = kept.stream().filter(k -> k.begins(tokens, seed, drawn)).findFirst().orElse(null);
        if (found != null) kept.remove(found);
        giveWay();
        return found;
    }

    /// Closes kept sequences until those that run have slots.
    synchronized void giveWay() {
        while (!kept.isEmpty() && running + kept.size() > slots)
            kept.removeFirst().sequence().close();
    }

    /// Keeps a sequence open for a later request; called before [#leave].
    synchronized void keep(Kept sequence) {
        kept.addLast(sequence);
    }

    synchronized int running() {
        return running;
    }

    /// Waits until nothing runs; false if the time is up.
    boolean drained(Duration time) throws InterruptedException {
        return room.tryAcquire(slots, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Waits until nothing runs, and keeps all slots; the sequences that stayed open are closed. To be ended with [#together].
    ///
    /// @return false if the time is up: then nothing has changed
    boolean alone(Duration time) throws InterruptedException {
        if (!drained(time)) return false;
        clear();
        return true;
    }

    /// Lets others in again.
    void together() {
        room.release(slots);
    }

    /// Closes the kept sequences.
    synchronized void clear() {
        kept.forEach(k -> k.sequence().close());
        kept.clear();
    }
}
