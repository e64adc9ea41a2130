package dev.retool4j.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Which columns of a data file hold what. The first name that a row has counts; a name with a dot, such as `reward_model.ground_truth`,
/// goes into nested objects.
///
/// @param question the problem's text
/// @param answer   the ground truth
/// @param solution a worked solution; its last `\boxed{…}` is the ground truth of a row without an answer
/// @param id       the id; a row without one is called after file and position
/// @param tags     labels to keep; each under the last part of its name, all that a row has
public record ProblemColumns(List<String> question, List<String> answer, List<String> solution, List<String> id, List<String> tags) {

    /// The names in use among the public forms of AIME, AMC, MATH, MATH-500, GSM8K, DAPO-Math-17k and OlympiadBench, and in this project's
    /// own files.
    public static final ProblemColumns DEFAULT = new ProblemColumns(
            List.of("question", "Question", "problem", "Problem", "prompt", "input", "query", "messages"),
            List.of("answer", "Answer", "output", "label", "ground_truth", "reward_model.ground_truth", "final_answer", "gt_answer", "gt",
                    "target", "ground_truth.answer"),
            List.of("solution", "Solution", "ground_truth.solution"),
            List.of("id", "ID", "unique_id", "extra_info.index", "problem_id", "problem_idx", "idx"),
            List.of("level", "subject", "type", "subfield", "problem_type", "year", "Year", "extra_info.level"));

    public ProblemColumns {
        question = List.copyOf(question);
        answer = List.copyOf(answer);
        solution = List.copyOf(solution);
        id = List.copyOf(id);
        tags = List.copyOf(tags);
        if (question.isEmpty()) throw new IllegalArgumentException("columns.question needs at least one column's name");
        if (answer.isEmpty() && solution.isEmpty())
            throw new IllegalArgumentException("columns.answer or columns.solution needs at least one column's name");
    }

    /// The same with one name for the question and one for the answer.
    public ProblemColumns with(String questionColumn, String answerColumn) {
        return new ProblemColumns(List.of(questionColumn), List.of(answerColumn), solution, id, tags);
    }

    /// The values of the named columns that the row has, in the names' order.
    static List<JsonNode> all(JsonNode row, List<String> names) {
        var found = new ArrayList<JsonNode>();
        for (var name : names)
            value(row, name).ifPresent(found::add);
        return found;
    }

    /// What stands in one column; empty if that is null or the row has no such column.
    static Optional<JsonNode> value(JsonNode row, String name) {
        return Optional.of(at(row, name)).filter(value -> !value.isMissingNode() && !value.isNull());
    }

    /// Whether the row has such a column, whatever stands in it.
    static boolean has(JsonNode row, String name) {
        return !at(row, name).isMissingNode();
    }

    private static JsonNode at(JsonNode row, String name) {
        var value = row.path(name);
        if (!value.isMissingNode() || name.indexOf('.') < 0) return value;
        value = row;
        for (var part : name.split("\\."))
            value = value.path(part);
        return value;
    }

    /// The first of the named columns that a row has.
    public Optional<JsonNode> find(JsonNode row, List<String> names) {
        return names.stream().map(name -> value(row, name)).flatMap(Optional::stream).findFirst();
    }
}
