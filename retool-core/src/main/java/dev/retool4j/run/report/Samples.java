package dev.retool4j.run.report;

import dev.retool4j.analysis.Measure;
import dev.retool4j.analysis.Scored;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.rollout.InterpreterCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Chooses the trajectories to show, by rules: a self-correction, a success, a failure, and a problem that both runs met.
/// Among those that fit, the one of median length stands for them, so that what is shown is neither the best nor the worst.
final class Samples {
    private final List<Sample> chosen = new ArrayList<>();
    private final Set<String> shown = new HashSet<>();
    private String missing = "";

    private Samples() {}

    static Samples of(ReportData data) {
        var samples = new Samples();
        var tool = data.tool();
        samples.selfCorrection(tool);
        samples.comparison(data);
        samples.typical(tool, "A success with the interpreter", s -> s.reward().correct() && s.trajectory().usesCode());
        samples.typical(tool, "A failure",
                s -> !s.reward().correct() && s.trajectory().calls().stream().anyMatch(InterpreterCall::succeeded));
        if (samples.chosen.stream().noneMatch(sample -> sample.heading().equals("A failure")))
            samples.typical(tool, "A failure", s -> !s.reward().correct());
        var text = data.text();
        if (text != null) samples.typical(text, "A success in text alone", s -> s.reward().correct());
        return samples;
    }

    List<Sample> chosen() {
        return chosen;
    }

    /// What was looked for and not found, in a sentence; empty if all was.
    String missing() {
        return missing;
    }

    private void selfCorrection(ArmData tool) {
        Predicate<Scored> corrected = s -> s.scorable() && Measure.correctsItself(s) && s.reward().correct();
        var evaluations = RunDirectory.read(tool.path()).evaluations();
        int searched = 0;
        for (int step : tool.evaluations().descendingKeySet()) {
            var traces = step == tool.evaluations().lastKey() ? tool.last() : evaluations.traces(step, tool.set());
            searched += traces.size();
            var found = median(traces, corrected);
            if (found.isEmpty()) continue;
            long all = traces.stream().map(Trace::scored).filter(corrected).count();
            add("A self-correction",
                    tool.name() + ", step " + step
                            + ": a block fails, the policy reads the traceback, a later block runs, the answer is right ("
                            + all + " of " + traces.size() + " responses at this step)",
                    found.get());
            return;
        }
        missing = "No response with a failed block, a later block that runs and a right answer was found among " + searched
                + " evaluated responses.";
    }

    /// A problem that the tool policy solves and the text policy does not, and what the tool policy made of it before.
    private void comparison(ReportData data) {
        var text = data.text();
        if (text == null) return;
        var failed = new HashSet<String>();
        var solved = new HashSet<String>();
        for (var trace : text.last())
            (trace.reward().correct() ? solved : failed).add(trace.trajectory().problem().id());
        failed.removeAll(solved);
        var right = median(data.tool().last(),
                s -> s.reward().correct() && s.trajectory().usesCode() && failed.contains(s.trajectory().problem().id()));
        if (right.isEmpty()) return;
        var problem = right.get().trajectory().problem().id();
        add("One problem, two policies: with the interpreter", place(data.tool(), right.get()), right.get());
        text.last().stream().filter(trace -> trace.trajectory().problem().id().equals(problem)).findFirst()
                .ifPresent(trace -> add("The same problem: text alone", place(text, trace), trace));
    }

    private void typical(ArmData arm, String heading, Predicate<Scored> fits) {
        median(arm.last(), s -> s.scorable() && fits.test(s) && !shown.contains(s.trajectory().id()))
                .ifPresent(trace -> add(heading, place(arm, trace), trace));
    }

    private void add(String heading, String note, Trace trace) {
        if (shown.add(trace.trajectory().id())) chosen.add(new Sample(heading, note, trace));
    }

    private static String place(ArmData arm, Trace trace) {
        return arm.name() + ", step " + trace.step();
    }

    private static Optional<Trace> median(List<Trace> traces, Predicate<Scored> fits) {
        var sorted = traces.stream().filter(trace -> fits.test(trace.scored()))
                .sorted(Comparator.<Trace>comparingInt(trace -> trace.trajectory().length())
                        .thenComparing(trace -> trace.trajectory().id()))
                .toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
    }
}
