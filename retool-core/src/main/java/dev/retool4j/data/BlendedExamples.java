package dev.retool4j.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/// An endless stream of fine-tuning examples: traces, shuffled anew for each pass over them, with base documents blended in, so that what
/// the base learnt is not forgotten.
///
/// The same arguments give the same stream; to go on after a stop, skip as many as were taken.
public final class BlendedExamples implements Iterator<SupervisedExample> {
    private final List<SupervisedExample> traces;
    private final BaseCorpus base;
    private final double baseShare;
    private final RandomGenerator random;
    private int next;
    private long baseIndex;

    /// @param traces    at least one, unless `baseShare` is 1
    /// @param baseShare probability that an example is a base document, 0 to 1
    public BlendedExamples(List<SupervisedExample> traces, BaseCorpus base, double baseShare, long seed) {
        if (!(baseShare >= 0 && baseShare <= 1)) throw new IllegalArgumentException("baseShare must be in [0, 1], got " + baseShare);
        if (traces.isEmpty() && baseShare < 1)
            throw new IllegalArgumentException("there are no traces to blend; baseShare is " + baseShare);
        this.traces = new ArrayList<>(traces);
        this.base = base;
        this.baseShare = baseShare;
        this.random = Seeds.random(seed, 0);
        this.next = traces.size();
    }

    @Override
    public boolean hasNext() {
        return true;
    }

    @Override
    public SupervisedExample next() {
        if (random.nextDouble() < baseShare) return base.example(baseIndex++);
        if (next == traces.size()) {
            Collections.shuffle(traces, Random.from(random));
            next = 0;
        }
        return traces.get(next++);
    }
}
