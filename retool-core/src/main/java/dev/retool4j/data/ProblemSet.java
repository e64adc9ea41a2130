package dev.retool4j.data;

import java.util.List;

/// The problems of one file.
///
/// @param name     the file's name without its ending
/// @param problems in the file's order; ids are unique
/// @param skipped  one message for each row that a lenient reader left out
public record ProblemSet(String name, List<Problem> problems, List<String> skipped) {
    public ProblemSet {
        problems = List.copyOf(problems);
        skipped = List.copyOf(skipped);
    }

    public int size() {
        return problems.size();
    }
}
