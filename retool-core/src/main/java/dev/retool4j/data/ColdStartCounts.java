package dev.retool4j.data;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/// Grants the quotas in the order of the traces, and counts.
final class ColdStartCounts {
    private final int traces;
    private final int wrongQuota;
    private final int givenUpQuota;
    private final Map<Reject, Integer> rejects = new EnumMap<>(Reject.class);
    private int rows;
    private int wrongAnswers;
    private int givenUp;
    private int rowsWithCode;
    private int blocks;
    private int failedBlocks;
    private int corrections;
    private int replaced;
    private int lines;

    ColdStartCounts(int traces, ColdStartOptions options) {
        this.traces = traces;
        wrongQuota = (int) Math.floor(options.wrongAnswers() * traces);
        givenUpQuota = (int) Math.floor(options.givenUp() * traces);
    }

    /// The row, or its rejection where a quota is used up.
    VerifiedTrace admit(VerifiedTrace verified) {
        var admitted = verified instanceof VerifiedTrace.Row row ? withinQuota(row) : verified;
        switch (admitted) {
            case VerifiedTrace.Rejected no -> rejects.merge(no.reason(), 1, Integer::sum);
            case VerifiedTrace.Row row -> count(row);
        }
        return admitted;
    }

    private VerifiedTrace withinQuota(VerifiedTrace.Row row) {
        var fault = row.lastBlock();
        if (fault != null && givenUp >= givenUpQuota) return rejected(row, fault, "its last code block is no success");
        if (row.wrongAnswer() && wrongAnswers >= wrongQuota)
            return rejected(row, Reject.WRONG_ANSWER, "its final answer is not " + row.problem().answer());
        return row;
    }

    private static VerifiedTrace rejected(VerifiedTrace.Row row, Reject reason, String detail) {
        return new VerifiedTrace.Rejected(row.problem(), reason, detail, row.response());
    }

    private void count(VerifiedTrace.Row row) {
        rows++;
        if (row.wrongAnswer()) wrongAnswers++;
        if (row.lastBlock() != null) givenUp++;
        if (row.blocks() > 0) rowsWithCode++;
        blocks += row.blocks();
        failedBlocks += row.failedBlocks();
        corrections += row.corrections();
        replaced += row.replaced();
        lines += row.lines();
    }

    ColdStartStatistics statistics(CachingRunner runner) {
        var byLabel = new TreeMap<String, Integer>();
        rejects.forEach((reason, count) -> byLabel.put(reason.label(), count));
        return new ColdStartStatistics(traces, rows, byLabel, wrongAnswers, givenUp, rowsWithCode, blocks, failedBlocks, corrections,
                replaced, lines,
                runner.programs());
    }
}
