package dev.retool4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/// The [Transformer] on a key-value cache: one token for many slots ([#step]), or chunks of tokens for some slots ([#prefill]).
///
/// A row's result does not depend on what else is in the batch: matrix products are padded to at least [#MIN_ROWS] rows, from where on
/// MKL computes each row the same way whatever their number, and windows of attention are padded to multiples of [#WINDOW] with
/// masked positions that add exact zeros. BatchInvarianceTest holds this to the bit.
///
/// Called inside a `PointerScope` with gradients off, by one thread at a time.
final class Decoder implements AutoCloseable {
    /// Below 16 rows MKL picks other kernels, whose last bit differs.
    static final int MIN_ROWS = 16;
    static final int WINDOW = 16;
    /// Attention scores of one prefill, beyond which callers take fewer sequences at a time: half a GiB in fp32.
    static final long MOST_SCORES = 1L << 27;

    private final Weights weights;
    private final ModelConfig config;
    private final Placement placement;
    private final TransposedWeights matrices;
    private final KvCache cache;
    private final Rope rope;
    private final QueryKeyNorm queryKeyNorm;
    private final DoubleOptional epsilon;
    private final long[] normShape;
    private final DoubleOptional noScale = new DoubleOptional();
    private final Scalar scale;

    Decoder(Weights weights, KvCache cache) {
        this.weights = weights;
        this.config = weights.config();
        this.matrices = new TransposedWeights(weights);
        this.cache = cache;
        this.rope = new Rope(config, weights.placement());
        this.placement = weights.placement();
        this.rope.reach(Math.min(cache.capacity, config.maxPositions()));
        this.queryKeyNorm = new QueryKeyNorm(config);
        this.epsilon = new DoubleOptional(config.rmsNormEps());
        this.normShape = new long[]{config.hiddenSize()};
        this.scale = new Scalar(1 / Math.sqrt(config.headDim()));
    }

    /// One token for each of the slots `[0, rows)`; at least [#MIN_ROWS] of them (callers pad with any slot whose next position may be
    /// overwritten).
    ///
    /// @param tokens    `[rows]`, int64, on the device
    /// @param positions where each token stands in its sequence
    /// @return last hidden states `[rows, hidden]`
    Tensor step(Tensor tokens, int[] positions) {
        int rows = positions.length, kv = config.keyValueHeads();
        long heads = config.heads(), dim = config.headDim();
        var places = new long[rows];
        var targets = new long[rows * kv];
        int longest = 0;
        for (int i = 0; i < rows; i++) {
            places[i] = positions[i];
            longest = Math.max(longest, positions[i]);
            for (int h = 0; h < kv; h++)
                targets[i * kv + h] = cache.row(i, h, positions[i]);
        }
        long window = window(longest + 1);
        var mask = new float[rows * (int) window];
        for (int i = 0; i < rows; i++)
            java.util.Arrays.fill(mask, i * (int) window + positions[i] + 1, (i + 1) * (int) window, Float.NEGATIVE_INFINITY);

        matrices.refresh();
        var at = placement.tensor(places);
        var cos = rope.cosAt(at);
        var sin = rope.sinAt(at); // [rows, 1, dim]
        var target = placement.tensor(targets);
        var hidden = new TensorOptional(placement.cast(placement.tensor(mask, rows, 1, 1, window)));
        var x = torch.embedding(weights.embedding, tokens); // [rows, hidden]
        for (int l = 0; l < weights.layers.length; l++) {
            var layer = weights.layers[l];
            var matrix = matrices.layers[l];
            var qkv = qkv(layer, matrix, x).view(rows, heads + 2L * kv, dim);
            var rotated = rope.rotate(queryKeyNorm.apply(layer, qkv.narrow(1, 0, heads + kv)), cos, sin);
            cache.write(l, target, rotated.narrow(1, heads, kv).reshape(-1, dim), qkv.narrow(1, heads + kv, kv).reshape(-1, dim));
            // the query heads of one key-value head stand as rows of one attention: nothing is repeated
            var q = rotated.narrow(1, 0, heads).reshape(rows, kv, heads / kv, dim);
            var mixed = torch.scaled_dot_product_attention(q, cache.keys(l, rows, window), cache.values(l, rows, window), hidden, 0.0,
                    false, noScale,
                    false).reshape(rows, heads * dim);
            x = matrix.attentionOut().add(mixed, torch.addmm(x, mixed, matrix.attentionOut().matrix()));
            var activation = activation(matrix, norm(x, layer.postAttentionNorm()));
            x = matrix.down().add(activation, torch.addmm(x, activation, matrix.down().matrix()));
        }
        return norm(x, weights.finalNorm);
    }

    /// Writes chunks of tokens onto the caches of some slots and returns the hidden state after each chunk's last token.
    ///
    /// @param slots  which slot each chunk belongs to, distinct
    /// @param starts the position of each chunk's first token
    /// @param chunks token ids, at least one each
    /// @return `[max(slots.length, MIN_ROWS), hidden]`; rows past the slots repeat the first
    Tensor prefill(int[] slots, int[] starts, int[][] chunks) {
        int rows = slots.length, kv = config.keyValueHeads(), width = MIN_ROWS;
        int longest = 0;
        for (int i = 0; i < rows; i++) {
            width = Math.max(width, (chunks[i].length + MIN_ROWS - 1) / MIN_ROWS * MIN_ROWS);
            longest = Math.max(longest, starts[i] + chunks[i].length);
        }
        int window = (int) window(longest);
        var tokens = new long[rows * width];
        var places = new long[rows * width];
        var targets = new long[rows * width * kv];
        var mask = new float[rows * width * window];
        var last = new long[Math.max(rows, MIN_ROWS)];
        var slotIds = new long[rows];
        for (int i = 0; i < rows; i++) {
            slotIds[i] = slots[i];
            last[i] = (long) i * width + chunks[i].length - 1;
            for (int j = 0; j < width; j++) {
                boolean real = j < chunks[i].length;
                int cell = i * width + j, position = real ? starts[i] + j : cache.capacity;
                tokens[cell] = real ? chunks[i][j] : 0;
                places[cell] = real ? position : 0;
                for (int h = 0; h < kv; h++)
                    targets[(i * kv + h) * width + j] = cache.row(slots[i], h, position);
                // padding sees what the chunk's first token sees, so that its softmax is defined
                int visible = real ? position + 1 : starts[i] + 1;
                java.util.Arrays.fill(mask, cell * window + visible, (cell + 1) * window, Float.NEGATIVE_INFINITY);
            }
        }
        matrices.refresh();
        var at = placement.tensor(places);
        var cos = rope.cosAt(at);
        var sin = rope.sinAt(at); // [rows·width, 1, dim]
        var target = placement.tensor(targets);
        java.util.Arrays.fill(last, rows, last.length, rows == 0 ? 0 : last[0]);
        var slot = placement.tensor(slotIds);
        var hidden = placement.tensor(mask, rows, 1, 1, width, window);
        var x = torch.embedding(weights.embedding, placement.tensor(tokens)); // [rows·width, hidden]
        for (int l = 0; l < weights.layers.length; l++) {
            var layer = weights.layers[l];
            var matrix = matrices.layers[l];
            var cell = new Chunks(l, rows, width, window, cos, sin, target, slot, hidden);
            var input = x;
            x = Scopes.result(() -> {
                var mixed = attention(cell, layer, matrix, input);
                var y = matrix.attentionOut().add(mixed, torch.addmm(input, mixed, matrix.attentionOut().matrix()));
                var activation = activation(matrix, norm(y, layer.postAttentionNorm()));
                return matrix.down().add(activation, torch.addmm(y, activation, matrix.down().matrix()));
            });
        }
        return norm(x.index_select(0, placement.tensor(last)), weights.finalNorm);
    }

    /// What the attention of one layer needs to know of a prefill.
    private record Chunks(int layer, int rows, int width, int window, Tensor cos, Tensor sin, Tensor target, Tensor slot, Tensor hidden) {}

    /// Writes the chunks' keys and values to the cache and attends to all that is visible there: `[rows·width, heads·dim]`.
    private Tensor attention(Chunks chunks, Weights.Layer layer, TransposedWeights.Layer matrix, Tensor x) {
        int rows = chunks.rows, kv = config.keyValueHeads(), width = chunks.width, window = chunks.window;
        long heads = config.heads(), dim = config.headDim(), group = heads / kv;
        var qkv = qkv(layer, matrix, x).view((long) rows * width, heads + 2L * kv, dim);
        var rotated = rope.rotate(queryKeyNorm.apply(layer, qkv.narrow(1, 0, heads + kv)), chunks.cos, chunks.sin);
        cache.write(chunks.layer, chunks.target, byHead(rotated.narrow(1, heads, kv), rows, width),
                byHead(qkv.narrow(1, heads + kv, kv), rows, width));
        var q = byHead(rotated.narrow(1, 0, heads), rows, width).view((long) rows * kv, group * width, dim);
        var keys = cache.keys(chunks.layer, chunks.slot, window).reshape((long) rows * kv, window, dim);
        var values = cache.values(chunks.layer, chunks.slot, window).reshape((long) rows * kv, window, dim);
        var scores = placement.wide(torch.bmm(q, keys.transpose(1, 2))).mul_(scale).view(rows, kv, group, width, window)
                .add_(chunks.hidden);
        var shares = placement.cast(torch.softmax(scores, -1)).view((long) rows * kv, group * width, window);
        return torch.bmm(shares, values).view(rows, heads, width, dim).transpose(1, 2).reshape((long) rows * width, heads * dim);
    }

    /// Attention scores that a prefill of some chunks holds at once.
    long scores(int rows, int width, int window) {
        return (long) rows * config.heads() * width * window;
    }

    /// `[rows·width, heads, dim]` → `[rows·heads·width, dim]`.
    private static Tensor byHead(Tensor x, long rows, long width) {
        long heads = x.size(1), dim = x.size(2);
        return x.view(rows, width, heads, dim).transpose(1, 2).reshape(rows * heads * width, dim);
    }

    @Override
    public void close() {
        matrices.close();
        rope.close();
    }

    /// Next-token logits of hidden states `[n, hidden]`, `n` at least [#MIN_ROWS]: `[n, vocabulary]`.
    Tensor logits(Tensor hidden) {
        return torch.mm(hidden, matrices.head);
    }

    private long window(int length) {
        return (length + WINDOW - 1L) / WINDOW * WINDOW;
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return torch.rms_norm(x, normShape, new TensorOptional(weight), epsilon);
    }

    /// Queries, keys and values of the layer's input `[rows, hidden]`: `[rows, (heads + 2·kvHeads)·dim]`.
    private Tensor qkv(Weights.Layer layer, TransposedWeights.Layer matrix, Tensor x) {
        var normed = norm(x, layer.inputNorm());
        var bias = layer.qkv().bias();
        var product = matrix.qkv().matrix();
        return matrix.qkv().add(normed, bias == null ? torch.mm(normed, product) : torch.addmm(bias, normed, product));
    }

    /// The feed-forward network up to its last product: `[rows, inner]`.
    private Tensor activation(TransposedWeights.Layer matrix, Tensor x) {
        var gateUp = matrix.gateUp().add(x, torch.mm(x, matrix.gateUp().matrix())).chunk(2, -1);
        return torch.silu(gateUp.get(0)).mul_(gateUp.get(1));
    }
}
