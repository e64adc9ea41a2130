package dev.retool4j.data;

import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Which columns of a data file hold question, answer and id. The first name that a row has counts; a name with a dot, such as
/// `reward_model.ground_truth`, goes into nested objects.
///
/// @param question names for the problem's text
/// @param answer   names for the ground truth
/// @param id       names for the id; a row without one is called after file and position
public record ProblemColumns(List<String> question, List<String> answer, List<String> id) {

    /// The names in use among AIME, AMC, MATH-500, GSM8K, DAPO-Math-17k, OlympiadBench and this project's own files.
    public static final ProblemColumns KNOWN = new ProblemColumns(
            List.of("question", "Question", "problem", "Problem", "prompt", "input", "query"),
            List.of("answer", "Answer", "output", "label", "ground_truth", "reward_model.ground_truth", "final_answer", "gt_answer",
                    "target"),
            List.of("id", "ID", "unique_id", "extra_info.index", "problem_id", "idx"));

    public ProblemColumns {
        question = List.copyOf(question);
        answer = List.copyOf(answer);
        id = List.copyOf(id);
    }

    /// The same with one name for the question and one for the answer.
    public ProblemColumns with(String questionColumn, String answerColumn) {
        return new ProblemColumns(List.of(questionColumn), List.of(answerColumn), id);
    }

    /// The first of the named columns that a row has.
    public Optional<JsonNode> find(JsonNode row, List<String> names) {
        for (var name : names) {
            var value = row;
            for (var part : name.split("\\.")) {
                value = value.path(part);
            }
            if (!value.isMissingNode() && !value.isNull()) return Optional.of(value);
        }
        return Optional.empty();
    }
}
