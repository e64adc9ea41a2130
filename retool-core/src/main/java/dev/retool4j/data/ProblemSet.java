package dev.retool4j.data;

import java.util.List;

/// The problems of one file.
///
/// @param name       the file's name without its ending
/// @param problems   in the file's order; ids are unique
/// @param rows       rows that were read
/// @param duplicates rows whose question came before, and which were dropped for it
/// @param conflicts  one message for each of these that has another answer than the row that was kept
/// @param skipped    one message for each row that could not be used and was left out
public record ProblemSet(String name, List<Problem> problems, int rows, int duplicates, List<String> conflicts, List<String> skipped) {
    public ProblemSet {
        problems = List.copyOf(problems);
        conflicts = List.copyOf(conflicts);
        skipped = List.copyOf(skipped);
    }

    public int size() {
        return problems.size();
    }
}
