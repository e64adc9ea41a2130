package dev.retool4j.rollout.remote;

import dev.retool4j.rollout.Engine;
import dev.retool4j.rollout.Generation;
import dev.retool4j.rollout.Generation.Finish;
import dev.retool4j.rollout.Sampling;
import java.util.ArrayList;
import java.util.List;

/// One sequence of a [RemoteEngine]: what was written so far. The server keeps nothing of it but its prefix cache.
final class RemoteSequence implements Engine.Sequence {
    private final RemoteEngine engine;
    private final long seed;
    private final Runnable closed;
    private final List<Turn.Piece> pieces = new ArrayList<>();
    private int length;
    private int drawn;
    private boolean open = true;

    RemoteSequence(RemoteEngine engine, int[] prompt, long seed, Runnable closed) {
        this.engine = engine;
        this.seed = seed;
        this.closed = closed;
        add(false, prompt.clone());
    }

    @Override
    public Generation generate(Sampling sampling, int maxTokens, List<String> stops) {
        if (!open) throw new IllegalStateException("this sequence is closed");
        if (maxTokens < 1) throw new IllegalArgumentException("maxTokens must be at least 1, got " + maxTokens);
        int most = Math.min(maxTokens, engine.maxLength() - length);
        if (most < 1) return nothing(Finish.LENGTH);
        try {
            var generation = engine.ask(new Turn(pieces, seed, drawn, sampling, most, stops));
            add(true, generation.tokens());
            drawn += generation.tokens().length;
            return generation;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return nothing(Finish.ABORTED);
        }
    }

    private static Generation nothing(Finish finish) {
        return new Generation(new int[0], new float[0], new float[0], finish, null);
    }

    @Override
    public void append(int[] tokens) {
        add(false, tokens.clone());
    }

    private void add(boolean policy, int[] tokens) {
        pieces.add(new Turn.Piece(policy, tokens));
        length += tokens.length;
    }

    @Override
    public void close() {
        if (open) closed.run();
        open = false;
    }
}
