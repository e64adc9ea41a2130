package dev.retool4j.run;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// A problem that two policies met, each with its responses to it.
public record ProblemPair(String problem, List<TraceEntry> a, List<TraceEntry> b) {
    public ProblemPair {
        a = List.copyOf(a);
        b = List.copyOf(b);
    }

    /// How the second policy stands to the first.
    public enum Verdict {
        /// a larger share of its answers is right
        BETTER,
        /// a smaller share
        WORSE,
        /// all answers of both are right, and its responses are shorter
        SHORTER,
        /// none of these
        SAME;

        /// In data: lower case.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Every problem that both sides hold; those with the largest change of the share of right answers first.
    public static List<ProblemPair> of(List<TraceEntry> a, List<TraceEntry> b) {
        var others = byProblem(b);
        var pairs = new ArrayList<ProblemPair>();
        byProblem(a).forEach((problem, entries) -> {
            var other = others.get(problem);
            if (other != null) pairs.add(new ProblemPair(problem, entries, other));
        });
        pairs.sort(Comparator.comparingDouble((ProblemPair pair) -> -Math.abs(pair.change())).thenComparing(ProblemPair::problem));
        return pairs;
    }

    /// Entries by problem, in the order of each problem's first.
    public static Map<String, List<TraceEntry>> byProblem(List<TraceEntry> entries) {
        return entries.stream().collect(Collectors.groupingBy(TraceEntry::problem, LinkedHashMap::new, Collectors.toList()));
    }

    /// Of the share of right answers, from the first policy to the second.
    public double change() {
        return share(b) - share(a);
    }

    public Verdict verdict() {
        if (change() != 0) return change() > 0 ? Verdict.BETTER : Verdict.WORSE;
        return share(a) == 1 && tokens(b) < tokens(a) ? Verdict.SHORTER : Verdict.SAME;
    }

    /// The first policy's responses, those first that show what the verdict says.
    public List<TraceEntry> examplesA() {
        return rightFirst(a, verdict() == Verdict.WORSE);
    }

    /// The second policy's.
    public List<TraceEntry> examplesB() {
        return rightFirst(b, verdict() != Verdict.WORSE);
    }

    private static List<TraceEntry> rightFirst(List<TraceEntry> entries, boolean right) {
        var order = Comparator.comparing(TraceEntry::correct);
        return entries.stream().sorted(right ? order.reversed() : order).toList();
    }

    public static long right(List<TraceEntry> entries) {
        return entries.stream().filter(TraceEntry::correct).count();
    }

    /// Of right answers.
    public static double share(List<TraceEntry> entries) {
        return (double) right(entries) / entries.size();
    }

    /// Mean response length.
    public static double tokens(List<TraceEntry> entries) {
        return entries.stream().mapToInt(TraceEntry::tokens).average().orElse(0);
    }

    /// Mean code blocks of a response.
    public static double calls(List<TraceEntry> entries) {
        return entries.stream().mapToInt(TraceEntry::calls).average().orElse(0);
    }
}
