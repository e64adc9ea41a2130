package dev.retool4j.data.rewrite;

import dev.retool4j.data.ExecutedTrace;
import dev.retool4j.data.Reject;
import dev.retool4j.data.teacher.Usage;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Counts of one cold start on real data, in the order in which rows come in. The same input and answers give the same counts.
public final class RewriteStatistics {
    private final Map<Reject, Integer> rejects = new EnumMap<>(Reject.class);
    private final Map<Stage, Integer> fallen = new EnumMap<>(Stage.class);
    private final Map<OutputMatch, Integer> matches = new EnumMap<>(OutputMatch.class);
    private final TreeMap<Integer, Integer> attempts = new TreeMap<>();
    private int rows;
    private int accepted;
    private int unfinished;
    private int acceptedBlocks;
    private int failedBlocks;
    private int corrections;
    private int lines;
    private double changed;
    private double replaced;
    private Usage usage = Usage.NONE;

    /// Counts a row.
    public void add(Outcome outcome) {
        rows++;
        switch (outcome) {
            case Outcome.Unfinished ignored -> unfinished++;
            case Outcome.Rejected no -> {
                rejects.merge(no.reason(), 1, Integer::sum);
                fallen.merge(Stage.of(no.reason()), 1, Integer::sum);
                usage = usage.plus(no.usage());
                if (no.verification() != null) matched(no.verification());
            }
            case Outcome.Accepted yes -> {
                accepted++;
                attempts.merge(yes.attempts(), 1, Integer::sum);
                usage = usage.plus(yes.usage());
                matched(yes.verification());
                count(yes.verification());
            }
        }
    }

    private void matched(Verification verification) {
        verification.matches().forEach(match -> matches.merge(match, 1, Integer::sum));
    }

    private void count(Verification verification) {
        var executed = java.util.Objects.requireNonNull(verification.executed(), "an accepted trace was executed");
        acceptedBlocks += executed.blocks().size();
        failedBlocks += executed.failedBlocks();
        corrections += executed.corrections();
        lines += executed.blocks().stream().mapToInt(ExecutedTrace.Block::lines).sum();
        var edits = verification.edits();
        if (edits == null) return;
        changed += edits.changed();
        replaced += edits.replaced();
    }

    public int rows() {
        return rows;
    }

    public int accepted() {
        return accepted;
    }

    public int rejected() {
        return rejects.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int unfinished() {
        return unfinished;
    }

    /// Rejected rows by reason, in the order of verification.
    public Map<Reject, Integer> rejects() {
        return new EnumMap<>(rejects);
    }

    /// Rows that are left after each stage.
    public Map<Stage, Integer> left() {
        var left = new EnumMap<Stage, Integer>(Stage.class);
        int now = rows - unfinished;
        for (var stage : Stage.values()) {
            now -= fallen.getOrDefault(stage, 0);
            left.put(stage, now);
        }
        return left;
    }

    /// Blocks that were run, of all traces in good form, by how their recorded output compares with the true one.
    public Map<OutputMatch, Integer> matches() {
        return new EnumMap<>(matches);
    }

    /// Blocks that were run.
    public int blocks() {
        return matches.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// Accepted rows by the number of times that they were written.
    public Map<Integer, Integer> attempts() {
        return new TreeMap<>(attempts);
    }

    /// Requests and tokens of the answers that the rows needed, whenever they were paid for.
    public Usage usage() {
        return usage;
    }

    /// Everything, for `statistics.json`.
    public Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("rows", rows);
        fields.put("accepted", accepted);
        fields.put("rejected", rejected());
        fields.put("unfinished", unfinished);
        fields.put("left", labels(left(), Stage::label));
        fields.put("rejects", labels(rejects, Reject::label));
        fields.put("accepted_by_attempt", attempts);
        fields.put("blocks_run", blocks());
        fields.put("outputs", labels(matches, match -> match.name().toLowerCase(java.util.Locale.ROOT)));
        fields.put("accepted_blocks", acceptedBlocks);
        fields.put("accepted_failed_blocks", failedBlocks);
        fields.put("accepted_corrections", corrections);
        fields.put("accepted_code_lines", lines);
        fields.put("mean_changed", rounded(changed));
        fields.put("mean_replaced", rounded(replaced));
        fields.put("requests", usage.requests());
        fields.put("prompt_tokens", usage.prompt());
        fields.put("completion_tokens", usage.completion());
        return fields;
    }

    private double rounded(double sum) {
        return accepted == 0 ? 0 : Math.round(1e4 * sum / accepted) / 1e4;
    }

    private static <K> Map<String, Integer> labels(Map<K, Integer> counts, java.util.function.Function<K, String> label) {
        var labelled = new LinkedHashMap<String, Integer>();
        counts.forEach((key, count) -> labelled.put(label.apply(key), count));
        return labelled;
    }
}
