package dev.retool4j.rollout;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds stop strings in decoded bytes while tokens arrive, also where a string is spread over several tokens or ends inside one.
public final class StopFinder {
    private final List<String> stops;
    private final byte[][] needles;
    private final int keep;
    private byte[] tail = new byte[0];

    public StopFinder(List<String> stops) {
        this.stops = stops;
        this.needles = stops.stream().map(s -> s.getBytes(StandardCharsets.UTF_8)).toArray(byte[][]::new);
        int longest = 0;
        for (var needle : needles)
            longest = Math.max(longest, needle.length);
        this.keep = Math.max(0, longest - 1);
    }

    /// Takes the next token's bytes; returns the stop string that they complete, the earliest ending one, or null.
    @Nullable
    public String add(byte[] bytes) {
        if (needles.length == 0) return null;
        var text = new byte[tail.length + bytes.length];
        System.arraycopy(tail, 0, text, 0, tail.length);
        System.arraycopy(bytes, 0, text, tail.length, bytes.length);
        for (int end = tail.length + 1; end <= text.length; end++) {
            for (int i = 0; i < needles.length; i++)
                if (endsAt(text, end, needles[i])) return stops.get(i);
        }
        int from = Math.max(0, text.length - keep);
        tail = java.util.Arrays.copyOfRange(text, from, text.length);
        return null;
    }

    private static boolean endsAt(byte[] text, int end, byte[] needle) {
        if (needle.length == 0 || end < needle.length) return false;
        return java.util.Arrays.equals(text, end - needle.length, end, needle, 0, needle.length);
    }
}
