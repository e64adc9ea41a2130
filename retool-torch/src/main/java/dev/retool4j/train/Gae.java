package dev.retool4j.train;

import java.util.ArrayList;
import java.util.List;

/// Generalised advantage estimation with a critic (Schulman et al., arXiv 1506.02438), as PPO in ReTool §2.3 uses it.
///
/// The recursion runs over the sampled tokens alone, as if the interpreter's tokens had been cut out: the state after the last token
/// before an interpreter span is the state before the first token after it. Neither `gamma` nor `lambda` counts the tokens between.
///
/// @param gamma  discount per sampled token, 0–1
/// @param lambda weight of longer returns, 0–1; 1 makes the advantage return minus value
/// @param whiten whether advantages are shifted and scaled to mean 0 and variance 1 over all sampled tokens of the batch; returns are not
public record Gae(double gamma, double lambda, boolean whiten) implements AdvantageEstimator {
    private static final double EPSILON = 1e-8;

    /// No discount, full returns, whitened: what the public PPO recipe of ReTool sets; the paper does not say.
    public static final Gae DEFAULT = new Gae(1, 1, true);

    public Gae {
        Checks.range("gamma", gamma, 0, 1);
        Checks.range("lambda", lambda, 0, 1);
    }

    public Gae(double gamma, double lambda) {
        this(gamma, lambda, true);
    }

    @Override
    public boolean needsValues() {
        return true;
    }

    @Override
    public Estimate estimate(List<Outcome> batch) {
        var groups = Groups.of(batch);
        var advantages = new ArrayList<double[]>();
        var returns = new ArrayList<float[]>();
        for (int i = 0; i < batch.size(); i++) {
            var outcome = batch.get(i);
            check(outcome, i);
            var advantage = recursion(outcome);
            advantages.add(advantage);
            var target = new float[advantage.length];
            for (int t = 0; t < target.length; t++) {
                if (outcome.lossMask()[t]) target[t] = (float) (advantage[t] + outcome.values()[t]);
            }
            returns.add(target);
        }
        if (whiten) whiten(batch, advantages);
        return new Estimate(advantages.stream().map(Gae::toFloats).toList(), returns, groups.count(), groups.degenerate());
    }

    private double[] recursion(Outcome outcome) {
        var mask = outcome.lossMask();
        var advantages = new double[mask.length];
        double next = 0;
        double nextValue = 0;
        double reward = outcome.reward();
        for (int t = mask.length - 1; t >= 0; t--) {
            if (!mask[t]) continue;
            double delta = reward + gamma * nextValue - outcome.values()[t];
            next = delta + gamma * lambda * next;
            nextValue = outcome.values()[t];
            reward = 0;
            advantages[t] = next;
        }
        return advantages;
    }

    /// With fewer than two sampled tokens there is no variance, and nothing is changed.
    private static void whiten(List<Outcome> batch, List<double[]> advantages) {
        long count = 0;
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            var mask = batch.get(i).lossMask();
            for (int t = 0; t < mask.length; t++) {
                if (!mask[t]) continue;
                count++;
                sum += advantages.get(i)[t];
            }
        }
        if (count < 2) return;
        double mean = sum / count;
        double squares = 0;
        for (int i = 0; i < batch.size(); i++) {
            var mask = batch.get(i).lossMask();
            for (int t = 0; t < mask.length; t++) {
                if (mask[t]) squares += (advantages.get(i)[t] - mean) * (advantages.get(i)[t] - mean);
            }
        }
        double scale = 1 / Math.sqrt(squares / (count - 1) + EPSILON);
        for (int i = 0; i < batch.size(); i++) {
            var mask = batch.get(i).lossMask();
            for (int t = 0; t < mask.length; t++) {
                if (mask[t]) advantages.get(i)[t] = (advantages.get(i)[t] - mean) * scale;
            }
        }
    }

    private static void check(Outcome outcome, int index) {
        var mask = outcome.lossMask();
        var values = outcome.values();
        if (values.length != mask.length) {
            throw new IllegalArgumentException(
                    "trajectory %d of the batch has %d values for %d response tokens; a critic gives one for each"
                            .formatted(index, values.length, mask.length));
        }
        for (int t = 0; t < mask.length; t++) {
            if (mask[t] && !Float.isFinite(values[t])) {
                throw new IllegalArgumentException(
                        "trajectory %d of the batch: the critic's value before response token %d is %s".formatted(
                                index, t, values[t]));
            }
        }
    }

    private static float[] toFloats(double[] values) {
        var floats = new float[values.length];
        for (int t = 0; t < values.length; t++)
            floats[t] = (float) values[t];
        return floats;
    }
}
