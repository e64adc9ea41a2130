package dev.retool4j.train;

import dev.retool4j.rollout.Trajectory;
import dev.retool4j.run.TraceNote;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the trainer writes beside a trace after the update that it was used in.
final class TrainerNotes {
    private static final float SAME = 1e-5f; // rounding of sums, not a difference

    private TrainerNotes() {}

    /// @param loss       says which ratios are clipped
    /// @param recomputed whether the trainer computed the old log-probabilities itself
    static TraceNote of(int step, Trajectory trajectory, float[] advantages, float[] returns, TokenFigures seen, PolicyLoss loss,
            boolean recomputed) {
        var sampled = trajectory.lossMask();
        var figures = new LinkedHashMap<String, Double>();
        var columns = new LinkedHashMap<String, float[]>();
        figures.put(TraceNote.ADVANTAGE, mean(advantages, sampled));
        columns.put(TraceNote.ADVANTAGE, column(advantages, sampled));
        columns.put(TraceNote.RETURN, column(returns, sampled));
        if (recomputed) columns.put(TraceNote.OLD_LOGPROB, column(seen.old(), sampled));
        if (seen.seen()) passed(figures, columns, sampled, advantages, seen, loss);
        if (Double.isFinite(seen.mismatch())) figures.put(TraceNote.MISMATCH_MAX, seen.mismatch());
        return new TraceNote(trajectory.id(), step, figures, columns);
    }

    private static void passed(Map<String, Double> figures, Map<String, float[]> columns, boolean[] sampled, float[] advantages,
            TokenFigures seen, PolicyLoss loss) {
        var difference = new float[sampled.length];
        var counter = new PolicyStats.Counter(loss);
        for (int t = 0; t < sampled.length; t++) {
            if (!sampled[t]) continue;
            difference[t] = seen.now()[t] - seen.old()[t];
            counter.add(difference[t], advantages[t]);
        }
        var stats = counter.stats();
        figures.put(TraceNote.CLIPPED, (double) (stats.clippedHigh() + stats.clippedLow() + stats.dualClipped()));
        figures.put(TraceNote.RATIO_MAX, stats.ratioMax());
        figures.put(TraceNote.UPDATES, (double) seen.updates());
        columns.put(TraceNote.DIFFERENCE, column(difference, sampled));
        columns.put(TraceNote.ENTROPY, column(seen.entropies(), sampled));
    }

    private static double mean(float[] values, boolean[] sampled) {
        double sum = 0;
        int count = 0;
        for (int t = 0; t < sampled.length; t++) {
            if (!sampled[t]) continue;
            sum += values[t];
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    /// The column, or one figure where it is the same for every sampled token.
    private static float[] column(float[] values, boolean[] sampled) {
        int first = -1;
        for (int t = 0; t < sampled.length; t++) {
            if (!sampled[t]) continue;
            if (first < 0) first = t;
            if (Math.abs(values[t] - values[first]) > SAME * Math.abs(values[first])) return values;
        }
        return first < 0 ? new float[]{0} : new float[]{values[first]};
    }
}
