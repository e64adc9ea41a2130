package dev.retool4j.analysis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Accuracy over several samples of each problem.
///
/// Every score is first computed for each problem and then averaged over problems, each weighing the same however many of its samples
/// count. Standard errors are clustered by problem: `s / √n` over the n per-problem scores, which covers both the choice of problems and
/// the sampling. Trajectories that are not scorable are left out and counted in `excluded`; a problem with none left is left out too.
///
/// @param problems problems with at least one scorable sample
/// @param samples  scorable samples
/// @param excluded samples left out because the infrastructure failed
/// @param average  avg@k, the mean share of right samples (the paper's pass@1)
/// @param majority maj@k, the share of problems whose most frequent answer is right
/// @param right    for each problem its right samples and all its samples, in order of first appearance
public record Scores(int problems, int samples, int excluded, Estimate average, Estimate majority, Map<String, Tally> right) {

    /// The samples of one problem.
    ///
    /// @param right   samples with a right answer
    /// @param samples scorable samples, at least one
    public record Tally(int right, int samples) {}

    /// Scores samples, grouped by [dev.retool4j.data.Problem#id].
    public static Scores of(List<Scored> all) {
        var counted = Scored.scorable(all);
        var byProblem = new LinkedHashMap<String, List<Scored>>();
        for (var sample : counted)
            byProblem.computeIfAbsent(sample.trajectory().problem().id(), id -> new ArrayList<>()).add(sample);
        var tallies = new LinkedHashMap<String, Tally>();
        var majorities = new ArrayList<Double>();
        byProblem.forEach((id, samples) -> {
            tallies.put(id, new Tally((int) samples.stream().filter(s -> s.reward().correct()).count(), samples.size()));
            majorities.add(majority(samples));
        });
        var average = Estimate.over(tallies.values().stream().map(t -> (double) t.right / t.samples).toList());
        return new Scores(tallies.size(), counted.size(), all.size() - counted.size(), average, Estimate.over(majorities), tallies);
    }

    /// pass@k: the chance that at least one of k samples is right, by the unbiased estimator `1 − C(n−c, k) / C(n, k)` of Chen et al.
    /// (2021) from the n samples of a problem of which c are right. Problems with fewer than k samples are left out.
    public Estimate pass(int k) {
        if (k < 1) throw new IllegalArgumentException("pass@k needs k of at least 1, got " + k);
        return Estimate.over(right.values().stream().filter(tally -> tally.samples >= k).map(tally -> pass(tally, k)).toList());
    }

    /// The largest k that every problem has samples for; 0 without problems.
    public int commonSamples() {
        return right.values().stream().mapToInt(Tally::samples).min().orElse(0);
    }

    private static double pass(Tally tally, int k) {
        double allWrong = 1;
        for (int i = 0; i < k; i++)
            allWrong *= Math.max(0, tally.samples - tally.right - i) / (double) (tally.samples - i);
        return 1 - allWrong;
    }

    /// 1 if the most frequent answer is right, 0 if not; on a tie the share of the tied answers that is right, which is what drawing one
    /// of them gives on average. Right answers are one answer however they are spelled; samples without an answer do not vote.
    private static double majority(List<Scored> samples) {
        var votes = new HashMap<String, Integer>();
        var right = new HashSet<String>();
        for (var sample : samples) {
            var answer = sample.reward().correct()
                    ? "right"
                    : sample.reward().answer() == null ? null : "wrong:" + sample.reward().answer().strip();
            if (answer == null) continue;
            votes.merge(answer, 1, Integer::sum);
            if (sample.reward().correct()) right.add(answer);
        }
        int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        var winners = votes.entrySet().stream().filter(vote -> vote.getValue() == most).map(Map.Entry::getKey).toList();
        return winners.isEmpty() ? 0 : winners.stream().filter(right::contains).count() / (double) winners.size();
    }
}
