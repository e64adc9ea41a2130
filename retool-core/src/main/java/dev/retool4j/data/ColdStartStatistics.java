package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts of one cold start. All but `traces` and `rejects` are over the rows.
///
/// @param traces           text traces that went in
/// @param rows             examples that came out
/// @param rejects          traces not used, by the label of [Reject]
/// @param wrongAnswers     rows that end in a wrong answer, let through by a quota
/// @param givenUp          rows whose last code block failed or printed nothing, let through by a quota
/// @param rowsWithCode     rows with at least one code block
/// @param blocks           code blocks, each of which is one call of the interpreter
/// @param failedBlocks     code blocks that failed or printed nothing
/// @param corrections      failed code blocks that the next block of the row put right
/// @param replacedOutputs  recorded interpreter outputs that were not the true ones
/// @param codeLines        lines of code that hold something
/// @param programs         different programs that were run, rejected traces included
public record ColdStartStatistics(int traces, int rows, SortedMap<String, Integer> rejects, int wrongAnswers, int givenUp, int rowsWithCode,
        int blocks, int failedBlocks, int corrections, int replacedOutputs, int codeLines, int programs) {

    public ColdStartStatistics {
        rejects = Collections.unmodifiableSortedMap(new TreeMap<>(rejects));
    }

    /// Traces not used.
    public int rejected() {
        return rejects.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// The counts as lines for a person.
    public String toText() {
        var reasons = rejects.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, """
                cold start: %d rows from %d traces, %d rejected%s
                  with code       %d rows (%.1f%%), %d code blocks, %.1f lines a block, %d different programs run
                  errors          %d blocks failed or printed nothing, %d of them put right by the next block
                  true outputs    %d recorded outputs replaced
                  bad habits kept %d wrong answers, %d given up after a failed block
                """, rows, traces, rejected(), reasons.isEmpty() ? "" : " (" + reasons + ")", rowsWithCode,
                rows == 0 ? 0.0 : 100.0 * rowsWithCode / rows, blocks, blocks == 0 ? 0.0 : (double) codeLines / blocks, programs,
                failedBlocks,
                corrections, replacedOutputs, wrongAnswers, givenUp);
    }

    /// Writes the counts as one line of JSON.
    public void write(Path file) throws IOException {
        JsonLines.write(file, Stream.of(this));
    }
}
