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
        var fault = row.executed().lastFault();
        if (fault.isPresent() && givenUp >= givenUpQuota) return rejected(row, fault.get(), "its last code block is no success");
        if (row.wrongAnswer() && wrongAnswers >= wrongQuota)
            return rejected(row, Reject.WRONG_ANSWER, "its final answer is not " + row.problem().answer());
        return row;
    }

    private static VerifiedTrace rejected(VerifiedTrace.Row row, Reject reason, String detail) {
        return new VerifiedTrace.Rejected(row.problem(), reason, detail, row.response());
    }

    private void count(VerifiedTrace.Row row) {
        var executed = row.executed();
        rows++;
        if (row.wrongAnswer()) wrongAnswers++;
        if (executed.lastFault().isPresent()) givenUp++;
        if (!executed.blocks().isEmpty()) rowsWithCode++;
        blocks += executed.blocks().size();
        failedBlocks += executed.failedBlocks();
        corrections += executed.corrections();
        replaced += executed.replaced();
        lines += executed.lines();
    }

    ColdStartStatistics statistics(CachingRunner runner) {
        var byLabel = new TreeMap<String, Integer>();
        rejects.forEach((reason, count) -> byLabel.put(reason.label(), count));
        return new ColdStartStatistics(traces, rows, byLabel, wrongAnswers, givenUp, rowsWithCode, blocks, failedBlocks, corrections,
                replaced, lines,
                runner.programs());
    }
}
