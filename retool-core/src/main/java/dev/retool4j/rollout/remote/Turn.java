package dev.retool4j.rollout.remote;

import dev.retool4j.rollout.InterleavedRollout;
import dev.retool4j.rollout.Sampling;
import java.util.Arrays;
import java.util.List;

/// What a server is asked for: the next turn of a sequence.
///
/// @param pieces    the sequence so far: the prompt, then by turns what the policy and what the environment wrote
/// @param seed      of the sequence's random stream
/// @param drawn     tokens that the policy has drawn in it
/// @param maxTokens most tokens of the turn
/// @param stops     strings that end it
record Turn(List<Piece> pieces, long seed, int drawn, Sampling sampling, int maxTokens, List<String> stops) {
    private static final int POSITIVE = 0x7fff_ffff;

    /// A stretch of a sequence.
    ///
    /// @param policy whether the policy wrote it
    record Piece(boolean policy, int[] tokens) {}

    Turn {
        pieces = List.copyOf(pieces);
        stops = List.copyOf(stops);
    }

    /// The whole sequence.
    int[] tokens() {
        var all = new int[pieces.stream().mapToInt(piece -> piece.tokens.length).sum()];
        int at = 0;
        for (var piece : pieces) {
            System.arraycopy(piece.tokens, 0, all, at, piece.tokens.length);
            at += piece.tokens.length;
        }
        return all;
    }

    /// The sequence's seed in the range that every server takes.
    int sequenceSeed() {
        return (int) (seed ^ seed >>> 32) & POSITIVE;
    }

    /// A seed of this turn alone, for servers that begin a new random stream with each request.
    int turnSeed() {
        long mixed = InterleavedRollout.sampleSeed(seed, drawn, 0);
        return (int) (mixed ^ mixed >>> 32) & POSITIVE;
    }

    @Override
    public String toString() {
        return "turn after " + Arrays.toString(tokens());
    }
}
