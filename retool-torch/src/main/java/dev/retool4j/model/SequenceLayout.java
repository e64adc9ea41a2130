package dev.retool4j.model;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// How the tokens of several sequences stand in one forward pass. Everything but attention and rotation treats tokens one by one; these
/// two are the layout's.
public sealed interface SequenceLayout {

    /// All tokens, `[tokens]`, int64.
    Tensor ids();

    /// Cosines (or sines) of each token's angles, shaped to go with [#heads].
    Tensor angles(Tensor table);

    /// The longest position that occurs, plus one.
    long longest();

    /// A view of `[tokens, n]` as heads: `[…, n / dim, dim]`, in whose shape [#angles] broadcast.
    Tensor heads(Tensor x, long dim);

    /// Causal attention inside each sequence.
    ///
    /// @param q `[…, heads, dim]`
    /// @param k `[…, kvHeads, dim]`
    /// @param v `[…, kvHeads, dim]`
    /// @return `[tokens, heads·dim]`
    Tensor attention(Tensor q, Tensor k, Tensor v);

    /// Rows of equal width, padded on the right; attention is causal, so that padding never reaches a real token.
    ///
    /// @param rows `[batch, time]`, int64
    record Padded(Tensor rows) implements SequenceLayout {
        @Override
        public Tensor ids() {
            return rows.view(-1);
        }

        @Override
        public Tensor angles(Tensor table) {
            return table.narrow(0, 0, longest()); // [time, 1, dim]
        }

        @Override
        public long longest() {
            return rows.size(1);
        }

        @Override
        public Tensor heads(Tensor x, long dim) {
            return x.view(rows.size(0), rows.size(1), -1, dim);
        }

        @Override
        public Tensor attention(Tensor q, Tensor k, Tensor v) {
            long heads = q.size(2), dim = q.size(3);
            return causal(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)).transpose(1, 2)
                    .reshape(rows.size(0) * rows.size(1), heads * dim);
        }
    }

    /// Sequences one behind the other, without padding (packing). Attention runs on each by itself, so that none sees another.
    ///
    /// @param ids     `[tokens]`, int64
    /// @param places  `[tokens]`, int64: where each token stands in its sequence
    /// @param lengths of the sequences, in order
    record Packed(Tensor ids, Tensor places, List<Integer> lengths) implements SequenceLayout {
        @Override
        public Tensor angles(Tensor table) {
            return table.index_select(0, places); // [tokens, 1, dim]
        }

        @Override
        public long longest() {
            return lengths.stream().mapToInt(Integer::intValue).max().orElse(0);
        }

        @Override
        public Tensor heads(Tensor x, long dim) {
            return x.view(x.size(0), -1, dim);
        }

        @Override
        public Tensor attention(Tensor q, Tensor k, Tensor v) {
            var mixed = new ArrayList<Tensor>();
            long at = 0;
            for (int length : lengths) {
                mixed.add(
                        causal(sequence(q, at, length), sequence(k, at, length), sequence(v, at, length)).squeeze(0).transpose(0, 1));
                at += length;
            }
            return (mixed.size() == 1 ? mixed.getFirst() : torch.cat(new TensorVector(mixed.toArray(Tensor[]::new)), 0)).reshape(at,
                    q.size(1) * q.size(2));
        }

        /// `[1, heads, length, dim]`.
        private static Tensor sequence(Tensor x, long at, long length) {
            return x.narrow(0, at, length).transpose(0, 1).unsqueeze(0);
        }
    }

    private static Tensor causal(Tensor q, Tensor k, Tensor v) {
        long group = q.size(1) / k.size(1);
        if (group > 1 && q.is_cuda() && q.scalar_type().intern() == ScalarType.Float) // the fused kernel for fp32 knows no groups
            return torch.scaled_dot_product_attention(q, k.repeat_interleave(group, new LongOptional(1), new LongOptional()),
                    v.repeat_interleave(group, new LongOptional(1), new LongOptional()), new TensorOptional(), 0.0, true,
                    new DoubleOptional(),
                    false);
        return torch.scaled_dot_product_attention(q, k, v, new TensorOptional(), 0.0, true, new DoubleOptional(), true); // as q
    }
}
