package dev.retool4j.run.report;

import dev.retool4j.analysis.Difficulty;
import dev.retool4j.analysis.Figures;
import dev.retool4j.analysis.purpose.Purpose;
import dev.retool4j.analysis.purpose.PythonSyntax;
import dev.retool4j.run.Corrections;
import dev.retool4j.run.PurposeLog;
import dev.retool4j.run.RunDirectory;
import dev.retool4j.run.Trace;
import dev.retool4j.run.TraceSource;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What emerges in training: what code is for at the first and at the last evaluation (the paper's Figure 5), the first self-correction of each
/// kind of error, and when code is called on easy and on hard problems.
///
/// @param before      blocks of the first evaluation by purpose; null where there is none, or no Python to read them with
/// @param after       of the last one
/// @param corrections in training
/// @param timing      at the last evaluation
record Emergence(int firstStep, int lastStep, PurposeLog.@Nullable Counts before, PurposeLog.@Nullable Counts after,
        Corrections corrections, List<Difficulty> timing) {

    static Emergence of(ArmData arm) {
        var run = RunDirectory.read(arm.path());
        var corrections = Corrections.of(run.index(TraceSource.TRAIN));
        if (!arm.evaluated()) return new Emergence(0, 0, null, null, corrections, List.of());
        int first = arm.evaluations().firstKey(), last = arm.evaluations().lastKey();
        var timing = Difficulty.split(arm.last().stream().filter(trace -> trace.scored().scorable()).map(Emergence::response).toList());
        try (var python = PythonSyntax.find().orElse(null)) {
            if (python == null) return new Emergence(first, last, null, null, corrections, timing);
            var log = new PurposeLog(run, python);
            return new Emergence(first, last, count(log, run, arm, first), count(log, run, arm, last), corrections, timing);
        } catch (UncheckedIOException e) {
            return new Emergence(first, last, null, null, corrections, timing);
        }
    }

    private static PurposeLog.Counts count(PurposeLog log, RunDirectory run, ArmData arm, int step) {
        var source = new TraceSource(arm.set(), step);
        return log.count(source, run.index(source));
    }

    private static Difficulty.Response response(Trace trace) {
        var trajectory = trace.trajectory();
        var calls = trajectory.calls();
        double timing = calls.isEmpty() ? Double.NaN : (double) calls.getFirst().token() / trajectory.length();
        return new Difficulty.Response(trajectory.problem().id(), trace.reward().correct(), calls.size(), timing);
    }

    boolean hasPurposes() {
        return before != null && after != null && before.total() + after.total() > 0;
    }

    /// Shares of blocks by purpose; empty without blocks.
    Table purposes() {
        var table = new Table("purpose", "step " + firstStep, "step " + lastStep, "rule");
        for (var purpose : shown())
            table.row(purpose.title(), share(before, purpose), share(after, purpose), purpose.definition());
        return table;
    }

    private List<Purpose> shown() {
        if (before == null || after == null) return List.of();
        return Arrays.stream(Purpose.values()).filter(purpose -> before.count(purpose) + after.count(purpose) > 0).toList();
    }

    private static String share(PurposeLog.@Nullable Counts counts, Purpose purpose) {
        if (counts == null || counts.total() == 0) return Figures.ABSENT;
        return Figures.percent(counts.count(purpose) / (double) counts.total()) + " (" + counts.count(purpose) + ")";
    }

    /// The shares as bars, the first evaluation's above the last one's.
    Tag bars() {
        var bars = Tag.of("div", "purposes");
        for (var purpose : shown())
            bars.add(Tag.of("span", "name").text(purpose.title()),
                    Tag.of("div").add(bar(before, purpose, "before"), bar(after, purpose, "after")));
        return bars;
    }

    private static Tag bar(PurposeLog.@Nullable Counts counts, Purpose purpose, String style) {
        double share = counts == null || counts.total() == 0 ? 0 : counts.count(purpose) / (double) counts.total();
        return Tag.of("div", "bar " + style).add(Tag.of("i").with("style", "width:" + Tag.coordinate(75 * share) + "%"),
                Tag.of("span").text(share(counts, purpose)));
    }

    /// The first self-correction of each kind of error; empty without one.
    Table firsts() {
        var table = new Table("error", "first mended at step", "trajectory", "block");
        corrections.firsts().stream().sorted(Comparator.comparingInt(Corrections.Place::step))
                .forEach(place -> table.row(place.correction().error(), "" + place.step(), place.id(),
                        place.correction().block() + " → " + place.correction().mended()));
        return table;
    }

    String correctionsInWords() {
        return corrections.total() == 0
                ? "No training response holds a failed block with a later one that ran."
                : Figures.number(corrections.total()) + " self-corrections in " + Figures.number(corrections.responses())
                        + " training responses: a block failed, and the next that ran in the same response.";
    }

    /// Use of code by how often a problem is solved; empty without responses.
    Table difficulty() {
        var table = new Table("problems", "which", "number", "responses", "code ratio", "blocks", "first block at");
        for (var group : timing)
            if (group.problems() > 0)
                table.row(group.title(), group.definition(), "" + group.problems(), "" + group.responses(),
                        Figures.percent(group.codeRatio()), Figures.fixed(group.calls(), 2), Figures.percent(group.timing()));
        return table;
    }
}
