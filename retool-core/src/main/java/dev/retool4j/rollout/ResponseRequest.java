package dev.retool4j.rollout;

import java.util.List;

/// One response that somebody asks for: what [InterleavedRollout#respond] writes.
///
/// @param prompt   token ids
/// @param seed     of the response's random stream
/// @param sampling how tokens are drawn
/// @param tokens   most tokens of the response, interpreter output included
/// @param stops    strings of the asker at which the response ends, besides those of the tool protocol; where they are the same, the response ends
public record ResponseRequest(int[] prompt, long seed, Sampling sampling, int tokens, List<String> stops) {
    public ResponseRequest {
        stops = List.copyOf(stops);
        if (prompt.length == 0) throw new IllegalArgumentException("a prompt needs at least one token");
        if (tokens < 1) throw new IllegalArgumentException("tokens must be at least 1, got " + tokens);
    }
}
