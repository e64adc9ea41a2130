package dev.retool4j.train;

import dev.retool4j.data.TokenizedExample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;

/// Cuts a stream of documents into batches of similar length: windows of documents are sorted, cut where the padded size would exceed a
/// budget of tokens, and the batches of a window are shuffled. So little is padding, and no batch is all short or all long for long.
final class LengthBuckets implements Iterator<List<TokenizedExample>> {
    private static final int WINDOW = 512;

    private final Iterator<TokenizedExample> documents;
    private final int tokens;
    private final Random random;
    private final Deque<List<TokenizedExample>> ready = new ArrayDeque<>();

    /// @param tokens most tokens of a batch, padding included; a longer document makes a batch of its own
    /// @param seed   of the shuffling of batches
    LengthBuckets(Iterator<TokenizedExample> documents, int tokens, long seed) {
        this.documents = documents;
        this.tokens = tokens;
        this.random = new Random(seed);
    }

    @Override
    public boolean hasNext() {
        if (ready.isEmpty()) fill();
        return !ready.isEmpty();
    }

    @Override
    public List<TokenizedExample> next() {
        if (!hasNext()) throw new NoSuchElementException("the stream of documents has ended");
        return ready.removeFirst();
    }

    private void fill() {
        var window = new ArrayList<TokenizedExample>(WINDOW);
        while (window.size() < WINDOW && documents.hasNext())
            window.add(documents.next());
        window.sort(Comparator.comparingInt(TokenizedExample::length));
        var batches = new ArrayList<List<TokenizedExample>>();
        var batch = new ArrayList<TokenizedExample>();
        for (var document : window) {
            if (!batch.isEmpty() && document.length() * (batch.size() + 1) > tokens) {
                batches.add(batch);
                batch = new ArrayList<>();
            }
            batch.add(document);
        }
        if (!batch.isEmpty()) batches.add(batch);
        Collections.shuffle(batches, random);
        ready.addAll(batches);
    }
}
