package dev.retool4j.data;

import java.util.List;

/// A generated problem with all that is known about its solution.
///
/// @param problem  statement and ground truth
/// @param programs correct Python programs that print the answer; the first one is the usual one
/// @param wrong    programs that run but print something else
/// @param working  a short working as written by hand, ending in the right answer, without the answer's tags
public record WorkedProblem(Problem problem, List<String> programs, List<String> wrong, String working) {
    public WorkedProblem {
        programs = List.copyOf(programs);
        wrong = List.copyOf(wrong);
    }
}
