package dev.retool4j.train;

import java.util.List;
import org.bytedeco.pytorch.AbstractTensor;
import org.bytedeco.pytorch.Tensor;

/// Sequences padded to one length, and which of their tokens are trained on as targets.
///
/// @param inputs   `[rows, width]` int64: each sequence without its last token, padded with 0 on the right
/// @param places   `[n]` int64: positions in the flattened `[rows·width]` whose next token is trained on, row by row
/// @param targets  `[n]` int64: those next tokens
/// @param sequence for each of the n, the row it belongs to
/// @param padded   rows · width
record TokenBatch(Tensor inputs, Tensor places, Tensor targets, int[] sequence, long padded) {

    /// @param tokens  sequences, each at least two tokens
    /// @param trained per sequence, whether each token is trained on (the first never is)
    static TokenBatch of(List<int[]> tokens, List<boolean[]> trained) {
        int rows = tokens.size(), width = 0, n = 0;
        for (int r = 0; r < rows; r++) {
            width = Math.max(width, tokens.get(r).length - 1);
            for (int t = 1; t < trained.get(r).length; t++)
                if (trained.get(r)[t]) n++;
        }
        var inputs = new long[rows * width];
        var places = new long[n];
        var targets = new long[n];
        var sequence = new int[n];
        int at = 0;
        for (int r = 0; r < rows; r++) {
            var row = tokens.get(r);
            for (int t = 0; t + 1 < row.length; t++) {
                inputs[r * width + t] = row[t];
                if (!trained.get(r)[t + 1]) continue;
                places[at] = (long) r * width + t;
                targets[at] = row[t + 1];
                sequence[at++] = r;
            }
        }
        return new TokenBatch(AbstractTensor.create(inputs, rows, width), AbstractTensor.create(places), AbstractTensor.create(targets),
                sequence,
                (long) rows * width);
    }

    int trainedTokens() {
        return sequence.length;
    }
}
