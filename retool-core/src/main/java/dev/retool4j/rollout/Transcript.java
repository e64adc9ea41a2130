package dev.retool4j.rollout;

import dev.retool4j.data.Problem;
import dev.retool4j.data.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A response while it is written: tokens with their per-token arrays, segments and interpreter calls. Every token that is added belongs to
/// a segment, so that segments cover the response without gap.
final class Transcript {
    private int[] tokens = new int[256];
    private float[] logprobs = new float[256];
    private float[] values = new float[256];
    private int length;
    private boolean critic;
    private final List<Segment> segments = new ArrayList<>();
    private final List<InterpreterCall> calls = new ArrayList<>();

    int length() {
        return length;
    }

    int calls() {
        return calls.size();
    }

    /// Adds what the policy sampled in one turn, without its segments.
    void sampled(Generation turn) {
        int count = turn.tokens().length;
        check("logprobs", turn.logprobs().length, count);
        if (turn.values().length > 0) check("values", turn.values().length, count);
        grow(count);
        System.arraycopy(turn.tokens(), 0, tokens, length, count);
        System.arraycopy(turn.logprobs(), 0, logprobs, length, count);
        System.arraycopy(turn.values(), 0, values, length, turn.values().length);
        critic |= turn.values().length > 0;
        length += count;
    }

    /// Adds what the environment wrote: log-probabilities and values stay 0.
    void inserted(int[] ids, String text) {
        grow(ids.length);
        System.arraycopy(ids, 0, tokens, length, ids.length);
        segment(Span.Kind.INTERPRETER, length, length + ids.length, text);
        length += ids.length;
    }

    /// Adds a segment of sampled tokens; an empty one is left out.
    void segment(Span.Kind kind, int begin, int end, String text) {
        if (begin < end) segments.add(new Segment(kind, begin, end, text));
    }

    void call(InterpreterCall call) {
        calls.add(call);
    }

    Trajectory finish(String id, Problem problem, int sample, int[] prompt, StopReason stop, double seconds) {
        return new Trajectory(id, problem, sample, prompt, Arrays.copyOf(tokens, length), segments, Arrays.copyOf(logprobs, length),
                critic ? Arrays.copyOf(values, length) : new float[0], calls, stop, seconds);
    }

    private void grow(int count) {
        if (length + count <= tokens.length) return;
        int size = Math.max(length + count, 2 * tokens.length);
        tokens = Arrays.copyOf(tokens, size);
        logprobs = Arrays.copyOf(logprobs, size);
        values = Arrays.copyOf(values, size);
    }

    private static void check(String what, int got, int expected) {
        if (got != expected) throw new IllegalStateException("the engine returned " + got + " " + what + " for " + expected + " tokens");
    }
}
