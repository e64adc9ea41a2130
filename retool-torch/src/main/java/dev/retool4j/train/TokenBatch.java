package dev.retool4j.train;

import dev.retool4j.model.Placement;
import dev.retool4j.model.SequenceLayout;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/// Sequences in one layout, and which of their tokens are trained on as targets. A sequence's last token is never an input.
///
/// @param layout   the inputs
/// @param places   `[n]` int64: places in the layout's tokens whose next token is trained on, sequence by sequence
/// @param targets  `[n]` int64: those next tokens
/// @param sequence for each of the n, the sequence it belongs to
/// @param tokens   of the layout, padding included
record TokenBatch(SequenceLayout layout, Tensor places, Tensor targets, int[] sequence, long tokens) {

    /// @param tokens  sequences, each at least two tokens
    /// @param trained per sequence, whether each token is trained on (the first never is)
    /// @param packing whether they stand without padding
    static TokenBatch of(List<int[]> tokens, List<boolean[]> trained, boolean packing, Placement placement) {
        int width = 0, sum = 0, n = 0;
        for (int r = 0; r < tokens.size(); r++) {
            width = Math.max(width, tokens.get(r).length - 1);
            sum += tokens.get(r).length - 1;
            for (int t = 1; t < trained.get(r).length; t++)
                if (trained.get(r)[t]) n++;
        }
        var inputs = new long[packing ? sum : tokens.size() * width];
        var positions = new long[packing ? sum : 0];
        var lengths = new ArrayList<Integer>();
        var places = new long[n];
        var targets = new long[n];
        var sequence = new int[n];
        int at = 0, begin = 0;
        for (int r = 0; r < tokens.size(); r++) {
            var row = tokens.get(r);
            for (int t = 0; t + 1 < row.length; t++) {
                inputs[begin + t] = row[t];
                if (packing) positions[begin + t] = t;
                if (!trained.get(r)[t + 1]) continue;
                places[at] = begin + t;
                targets[at] = row[t + 1];
                sequence[at++] = r;
            }
            lengths.add(row.length - 1);
            begin += packing ? row.length - 1 : width;
        }
        var layout = packing
                ? new SequenceLayout.Packed(placement.tensor(inputs), placement.tensor(positions), lengths)
                : new SequenceLayout.Padded(placement.tensor(inputs, tokens.size(), width));
        return new TokenBatch(layout, placement.tensor(places), placement.tensor(targets), sequence, inputs.length);
    }

    int trainedTokens() {
        return sequence.length;
    }
}
