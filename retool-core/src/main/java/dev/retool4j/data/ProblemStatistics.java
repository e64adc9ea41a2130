package dev.retool4j.data;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a set of problems is made of.
///
/// @param answers    problems by kind of answer; kinds that do not occur are absent
/// @param characters lengths of the questions in characters
/// @param tags       problems by tag and value
public record ProblemStatistics(Map<AnswerKind, Integer> answers, Lengths characters, SortedMap<String, SortedMap<String, Integer>> tags) {

    /// @param problems at least one
    public static ProblemStatistics of(List<Problem> problems) {
        var answers = new EnumMap<AnswerKind, Integer>(AnswerKind.class);
        var tags = new TreeMap<String, SortedMap<String, Integer>>();
        for (var problem : problems) {
            answers.merge(AnswerKind.of(problem.answer()), 1, Integer::sum);
            problem.tags().forEach((tag, value) -> tags.computeIfAbsent(tag, key -> new TreeMap<>()).merge(value, 1, Integer::sum));
        }
        return new ProblemStatistics(answers, Lengths.of(problems.stream().mapToInt(problem -> problem.question().length())), tags);
    }
}
