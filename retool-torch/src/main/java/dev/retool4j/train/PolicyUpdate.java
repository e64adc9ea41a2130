package dev.retool4j.train;

import dev.retool4j.model.TokenDistribution;
import dev.retool4j.model.Transformer;
import dev.retool4j.rollout.Trajectory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/// The update of one step: some epochs over the batch, each cut into minibatches of whole problems, each minibatch one optimiser step for
/// the policy and one for the critic.
final class PolicyUpdate {

    /// A trajectory with what the estimator said of it; arrays have the response's length.
    record Item(Trajectory trajectory, float[] advantages, float[] returns) {
        boolean teaches(boolean critic) {
            if (critic) return true;
            for (float a : advantages)
                if (a != 0) return true;
            return false;
        }
    }

    private record Part(PolicyStats policy, ValueStats value, double policyLoss, double valueLoss, double mismatchMax, double mismatchSum,
            long sampled,
            long tokens) {
        static final Part NONE = new Part(PolicyStats.NONE, ValueStats.NONE, 0, 0, 0, 0, 0, 0);

        Part plus(Part o) {
            return new Part(policy.plus(o.policy), value.plus(o.value), policyLoss + o.policyLoss, valueLoss + o.valueLoss,
                    Math.max(mismatchMax, o.mismatchMax), mismatchSum + o.mismatchSum, sampled + o.sampled, tokens + o.tokens);
        }
    }

    private final RlOptions options;
    private final TokenDistribution distribution;
    private final Workers workers;
    private final Learner learner;
    private final int maxResponseTokens;

    PolicyUpdate(RlOptions options, TokenDistribution distribution, Workers workers, Learner learner, int maxResponseTokens) {
        this.options = options;
        this.distribution = distribution;
        this.workers = workers;
        this.learner = learner;
        this.maxResponseTokens = maxResponseTokens;
    }

    /// @param statistics over all minibatches
    /// @param tokens     of each item in order
    record Outcome(UpdateStatistics statistics, List<TokenFigures> tokens) {}

    /// @param step counts from 1
    Outcome run(int step, List<Item> items, long seed) {
        boolean policyLearns = learner.critic() == null || step > options.critic().warmup();
        var old = options.oldLogprobs() == RlOptions.OldLogprobs.ENGINE ? engineLogprobs(items) : recomputed(items);
        var total = Part.NONE;
        var first = Part.NONE;
        double norm = 0, criticNorm = 0;
        int updates = 0;
        var seen = unseen(items, old);
        for (int epoch = 0; epoch < options.epochs(); epoch++) {
            for (var minibatch : minibatches(items, new Random(seed + epoch))) {
                var part = accumulate(minibatch, items, old, policyLearns, seen, updates);
                if (updates == 0) first = part;
                total = total.plus(part);
                workers.sumGradients();
                var norms = learner.step(step, policyLearns);
                norm += norms.policy();
                criticNorm += norms.critic();
                updates++;
            }
        }
        int n = Math.max(1, updates);
        var statistics = new UpdateStatistics(total.policy, total.value, total.policyLoss / n, total.valueLoss / n, norm / n,
                criticNorm / n, first.mismatchMax, first.mismatchSum / Math.max(1, first.sampled), total.tokens);
        return new Outcome(statistics, List.of(seen));
    }

    /// What is known of each item before the first pass. Workers then replace what they have seen, each the items of its own share.
    private TokenFigures[] unseen(List<Item> items, List<float[]> old) {
        boolean recomputed = options.oldLogprobs() == RlOptions.OldLogprobs.RECOMPUTE;
        var figures = new TokenFigures[items.size()];
        for (int i = 0; i < figures.length; i++) {
            double mismatch = recomputed ? mismatch(old.get(i), items.get(i).trajectory()) : Double.NaN;
            figures[i] = new TokenFigures(old.get(i), new float[0], new float[0], 0, mismatch);
        }
        return figures;
    }

    private static double mismatch(float[] logprobs, Trajectory trajectory) {
        var mask = trajectory.lossMask();
        double max = 0;
        for (int t = 0; t < mask.length; t++)
            if (mask[t]) max = Math.max(max, Math.abs((double) logprobs[t] - trajectory.engineLogprobs()[t]));
        return max;
    }

    /// Indices into `items`, problem by problem, the problems shuffled.
    private List<List<Integer>> minibatches(List<Item> items, Random random) {
        var problems = new ArrayList<>(items.stream().map(i -> i.trajectory().problem().id()).distinct().toList());
        Collections.shuffle(problems, random);
        int count = Math.min(options.minibatches(), problems.size());
        var result = new ArrayList<List<Integer>>();
        for (int m = 0; m < count; m++) {
            var chosen = new java.util.HashSet<String>();
            for (int p = m; p < problems.size(); p += count)
                chosen.add(problems.get(p));
            var indices = new ArrayList<Integer>();
            for (int i = 0; i < items.size(); i++)
                if (chosen.contains(items.get(i).trajectory().problem().id())) indices.add(i);
            result.add(indices);
        }
        return result;
    }

    private Part accumulate(List<Integer> minibatch, List<Item> items, List<float[]> old, boolean policyLearns, TokenFigures[] seen,
            int updates) {
        workers.zeroGradients();
        var sampled = minibatch.stream().mapToInt(i -> items.get(i).trajectory().sampled()).toArray();
        var weights = options.aggregation().weights(sampled, maxResponseTokens);
        var rows = new ArrayList<Row>();
        for (int k = 0; k < minibatch.size(); k++) {
            var item = items.get(minibatch.get(k));
            if (item.teaches(learner.critic() != null)) rows.add(new Row(minibatch.get(k), item, old.get(minibatch.get(k)), weights[k]));
        }
        rows.sort(Comparator.comparingInt(r -> r.item.trajectory().length() + r.item.trajectory().prompt().length));
        var shares = new ArrayList<List<Row>>();
        int count = Math.min(workers.count(), rows.size());
        for (int w = 0; w < count; w++)
            shares.add(new ArrayList<>());
        for (int r = 0; r < rows.size(); r++)
            shares.get(r % count).add(rows.get(r));
        return workers.run(shares, (replica, share) -> {
            var part = Part.NONE;
            for (int from = 0; from < share.size(); from += options.microbatch()) {
                try (var scope = new PointerScope()) {
                    part = part.plus(
                            microbatch(replica, share.subList(from, Math.min(share.size(), from + options.microbatch())), policyLearns,
                                    seen, updates));
                }
            }
            return part;
        }).stream().reduce(Part.NONE, Part::plus);
    }

    private record Row(int index, Item item, float[] old, float weight) {}

    private Part microbatch(Workers.Replica replica, List<Row> rows, boolean policyLearns, TokenFigures[] seen, int updates) {
        var batch = batch(rows.stream().map(r -> r.item.trajectory()).toList());
        int n = batch.trainedTokens();
        var old = new float[n];
        var engine = new float[n];
        var advantages = new float[n];
        var returns = new float[n];
        var values = new float[n];
        var weights = new float[n];
        int at = 0;
        for (var row : rows) {
            var trajectory = row.item.trajectory();
            var mask = trajectory.lossMask();
            for (int t = 0; t < mask.length; t++) {
                if (!mask[t]) continue;
                old[at] = row.old[t];
                engine[at] = trajectory.engineLogprobs()[t];
                advantages[at] = row.item.advantages[t];
                returns[at] = row.item.returns[t];
                values[at] = trajectory.values().length == 0 ? 0 : trajectory.values()[t];
                weights[at++] = row.weight;
            }
        }
        var model = replica.model();
        var placement = model.weights().placement();
        try (var forward = model.forward(batch.layout(), options.pass().checkpointing())) {
            var states = forward.hidden().index_select(0, batch.places()); // [n, hidden]
            var head = new TokenLogprobs(model, distribution, options.pass().logitRows(model.weights().config().vocabularySize()),
                    options.loss().entropyCoefficient() > 0).of(states, batch.targets());
            var weight = placement.tensor(weights);
            var policy = options.loss()
                    .apply(new PolicyLoss.Input(head.logprobs(), placement.tensor(old), placement.tensor(advantages), weight,
                            reference(batch), head.entropies()));
            if (policy.firstNonFinite() >= 0) throw notFinite("policy", rows.get(batch.sequence()[policy.firstNonFinite()]));
            var valueStats = ValueStats.NONE;
            double valueLoss = 0;
            var loss = policyLearns ? policy.loss() : null;
            if (replica.critic() != null) {
                var value = new ValueLoss(options.critic().valueClip()).apply(new ValueLoss.Input(replica.critic().values(states),
                        placement.tensor(values), placement.tensor(returns), weight));
                if (value.firstNonFinite() >= 0) throw notFinite("critic", rows.get(batch.sequence()[value.firstNonFinite()]));
                valueStats = value.stats();
                valueLoss = value.loss().item_double();
                loss = loss == null ? value.loss() : loss.add(value.loss());
            }
            if (loss != null) {
                loss.backward();
                if (policyLearns) {
                    head.backward();
                    forward.backward();
                }
            }
            double max = 0, sum = 0;
            var now = Tensors.floats(head.logprobs());
            for (int i = 0; i < n; i++) {
                double difference = Math.abs((double) now[i] - engine[i]);
                max = Math.max(max, difference);
                sum += difference;
            }
            note(rows, now, Tensors.floats(head.entropies()), seen, updates);
            return new Part(policy.stats(), valueStats, policy.loss().item_double(), valueLoss, max, sum, n, batch.tokens());
        }
    }

    /// Spreads a pass's figures over the trajectories; before the first optimiser step they also tell engine and trainer apart.
    private static void note(List<Row> rows, float[] now, float[] entropies, TokenFigures[] seen, int updates) {
        int at = 0;
        for (var row : rows) {
            var mask = row.item.trajectory().lossMask();
            var logprobs = new float[mask.length];
            var spread = new float[mask.length];
            for (int t = 0; t < mask.length; t++) {
                if (!mask[t]) continue;
                logprobs[t] = now[at];
                spread[t] = entropies[at++];
            }
            double known = seen[row.index].mismatch();
            double mismatch = Double.isNaN(known) && updates == 0 ? mismatch(logprobs, row.item.trajectory()) : known;
            seen[row.index] = new TokenFigures(row.old, logprobs, spread, updates, mismatch);
        }
    }

    private @Nullable Tensor reference(TokenBatch batch) {
        var model = learner.reference();
        if (model == null) return null;
        try (var off = new NoGradGuard()) {
            return logprobs(model, batch);
        }
    }

    /// Without gradient, which the caller has switched off.
    private Tensor logprobs(Transformer model, TokenBatch batch) {
        try (var forward = model.forward(batch.layout(), false)) {
            return new TokenLogprobs(model, distribution, options.pass().logitRows(model.weights().config().vocabularySize()), false)
                    .of(forward.hidden().index_select(0, batch.places()), batch.targets()).logprobs();
        }
    }

    private TokenBatch batch(List<Trajectory> trajectories) {
        var tokens = new ArrayList<int[]>();
        var trained = new ArrayList<boolean[]>();
        for (var trajectory : trajectories) {
            int prompt = trajectory.prompt().length, response = trajectory.length();
            var all = java.util.Arrays.copyOf(trajectory.prompt(), prompt + response);
            System.arraycopy(trajectory.tokens(), 0, all, prompt, response);
            var mask = new boolean[all.length];
            System.arraycopy(trajectory.lossMask(), 0, mask, prompt, response);
            tokens.add(all);
            trained.add(mask);
        }
        return TokenBatch.of(tokens, trained, options.pass().packing(), learner.weights().placement());
    }

    private static List<float[]> engineLogprobs(List<Item> items) {
        return items.stream().map(i -> i.trajectory().engineLogprobs()).toList();
    }

    /// Log-probabilities under the weights before the update, by the trainer's own forward pass.
    private List<float[]> recomputed(List<Item> items) {
        return perToken(items.stream().map(Item::trajectory).toList(), (replica, batch) -> logprobs(replica.model(), batch));
    }

    /// The same trajectories with the critic's values, read off the trainer's own forward pass where the engine read none.
    List<Trajectory> valued(List<Trajectory> trajectories) {
        if (trajectories.stream().allMatch(t -> t.values().length == t.length())) return trajectories;
        var values = perToken(trajectories, (replica, batch) -> {
            try (var forward = replica.model().forward(batch.layout(), false)) {
                return java.util.Objects.requireNonNull(replica.critic()).values(forward.hidden().index_select(0, batch.places()));
            }
        });
        return IntStream.range(0, trajectories.size()).mapToObj(i -> trajectories.get(i).withValues(values.get(i))).toList();
    }

    /// One figure for each trained token of a batch: `[n]`.
    @FunctionalInterface
    private interface Reading {
        Tensor of(Workers.Replica replica, TokenBatch batch);
    }

    /// Figures of all response tokens by a pass without gradient, trajectory by trajectory; 0 where the policy did not draw.
    private List<float[]> perToken(List<Trajectory> trajectories, Reading reading) {
        int count = Math.clamp(trajectories.size(), 1, workers.count());
        var shares = IntStream.range(0, count)
                .mapToObj(w -> IntStream.iterate(w, i -> i < trajectories.size(), i -> i + count).mapToObj(trajectories::get).toList())
                .toList();
        var parts = workers.run(shares, (replica, share) -> {
            try (var off = new NoGradGuard()) {
                return share.stream().map(trajectory -> perToken(trajectory, batch -> reading.of(replica, batch))).toList();
            }
        });
        return IntStream.range(0, trajectories.size()).mapToObj(i -> parts.get(i % count).get(i / count)).toList();
    }

    private float[] perToken(Trajectory trajectory, Function<TokenBatch, Tensor> reading) {
        var spread = new float[trajectory.length()];
        if (trajectory.sampled() == 0) return spread;
        try (var scope = new PointerScope()) {
            var figures = Tensors.floats(reading.apply(batch(List.of(trajectory))));
            var mask = trajectory.lossMask();
            int at = 0;
            for (int t = 0; t < mask.length; t++)
                if (mask[t]) spread[t] = figures[at++];
        }
        return spread;
    }

    private static TrainingException notFinite(String which, Row row) {
        var t = row.item.trajectory();
        return new TrainingException("the " + which + " loss of trajectory " + t.id() + " (problem " + t.problem().id() + ", " + t.length()
                + " tokens, reward advantage " + firstAdvantage(row.item) + ") is not a finite number; nothing was updated from it. "
                + "Lower optimizer.learning_rate, or resume from the last checkpoint");
    }

    private static float firstAdvantage(Item item) {
        for (float a : item.advantages)
            if (a != 0) return a;
        return 0;
    }
}
