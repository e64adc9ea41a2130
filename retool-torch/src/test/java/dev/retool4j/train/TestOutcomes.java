package dev.retool4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import dev.retool4j.train.AdvantageEstimator.Outcome;

/// Random batches whose responses have interpreter spans between the sampled tokens, at times at either end.
final class TestOutcomes {
    private TestOutcomes() {}

    static List<Outcome> random(Random random) {
        var batch = new ArrayList<Outcome>();
        int groups = 1 + random.nextInt(4);
        int size = 2 + random.nextInt(10);
        for (int i = 0; i < size; i++) {
            var mask = mask(random);
            var values = new float[mask.length];
            for (int t = 0; t < values.length; t++)
                values[t] = (float) random.nextGaussian();
            batch.add(new Outcome(mask, values, random.nextBoolean() ? 1 : -1, "problem-" + random.nextInt(groups)));
        }
        return batch;
    }

    /// Spans of sampled and interpreter tokens in turn; at least two sampled.
    static boolean[] mask(Random random) {
        var mask = new ArrayList<Boolean>();
        boolean sampled = random.nextInt(5) > 0;
        for (int span = 0; span < 2 + random.nextInt(5); span++) {
            for (int t = 0; t < 2 + random.nextInt(6); t++)
                mask.add(sampled);
            sampled = !sampled;
        }
        var array = new boolean[mask.size()];
        for (int t = 0; t < array.length; t++)
            array[t] = mask.get(t);
        return array;
    }
}
