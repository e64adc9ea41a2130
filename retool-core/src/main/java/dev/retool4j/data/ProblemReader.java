package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// How a file of problems is read: JSON lines, a JSON array, CSV or parquet, as the usual data sets write them. Answers come out as
/// [AnswerText#normalise] says. A row without an id is called after file and position (`aime24-07`); an id that is a bare number gets the
/// file's name before it; an id that comes again gets its count behind it (`amc-0#2`). A row whose answer is blank is left out and counted.
///
/// @param columns where question, answer, id and labels stand
/// @param numeric whether every answer must be a plain number (AIME, AMC, GSM8K, DAPO)
/// @param skip    whether a row that cannot be used is left out and counted, instead of ending the reading
/// @param dedupe  whether a question that came before, white space aside, is dropped and counted; the first answer stays
/// @param limit   only the first so many problems of a file; 0 for all
public record ProblemReader(ProblemColumns columns, boolean numeric, boolean skip, boolean dedupe, int limit) {
    /// Known columns, any answer, strict, each question once.
    public static final ProblemReader DEFAULT = new ProblemReader(ProblemColumns.DEFAULT, false, false, true, 0);

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");
    private static final Pattern LEVEL = Pattern.compile("^Level (?=\\d+$)");

    public ProblemReader {
        if (limit < 0) throw new IllegalArgumentException("limit must be 0 (all) or positive, got " + limit);
    }

    /// The same, demanding numbers as answers.
    public ProblemReader demandingNumbers() {
        return new ProblemReader(columns, true, skip, dedupe, limit);
    }

    /// The same, leaving out rows that cannot be used.
    public ProblemReader skipping() {
        return new ProblemReader(columns, numeric, true, dedupe, limit);
    }

    /// The same, keeping questions that come again.
    public ProblemReader keepingDuplicates() {
        return new ProblemReader(columns, numeric, skip, false, limit);
    }

    public ProblemReader withColumns(ProblemColumns value) {
        return new ProblemReader(value, numeric, skip, dedupe, limit);
    }

    public ProblemReader withLimit(int value) {
        return new ProblemReader(columns, numeric, skip, dedupe, value);
    }

    /// Reads a file; its name's ending says what it is, see `docs/data.md`.
    ///
    /// @throws DatasetException if the file or one of its rows cannot be used
    public ProblemSet read(Path file) throws IOException {
        var rows = new Rows(file);
        DataRows.read(file, rows);
        if (rows.problems.isEmpty())
            throw new DatasetException(file, 0,
                    "holds no problem that can be used" + (rows.skipped.isEmpty() ? "" : "; " + rows.skipped.getFirst()));
        return new ProblemSet(rows.name, rows.problems, rows.position, rows.duplicates, rows.conflicts, rows.skipped);
    }

    /// Collects problems, and what was left out.
    private final class Rows implements DataRows.Sink {
        private final Path file;
        private final String name;
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private final List<String> conflicts = new ArrayList<>();
        private final Map<String, Integer> timesSeen = new HashMap<>();
        private final Map<String, Problem> byQuestion = new HashMap<>();
        private int position;
        private int duplicates;

        Rows(Path file) {
            this.file = file;
            name = DataRows.name(file);
        }

        @Override
        public boolean unreadable(int line, String message) {
            position++;
            return refuse(line, message);
        }

        @Override
        public boolean row(int line, JsonNode row) {
            position++;
            if (!row.isObject()) return refuse(line, "expected a JSON object, got: " + DataRows.excerpt(row.toString()));
            var question = ProblemColumns.all(row, columns.question()).stream().map(QuestionText::of).filter(text -> !text.isEmpty())
                    .findFirst();
            var answer = answer(row);
            if (question.isEmpty()) return missing(line, row, "question", columns.question(), "text");
            if (answer.isEmpty()) return withoutAnswer(line, row);
            if (numeric && !AnswerText.isNumber(answer.get()))
                return refuse(line, "the answer must be a number, got " + DataRows.excerpt(answer.get()));
            return add(line, new Problem(id(row), question.get(), answer.get(), tags(row)));
        }

        private boolean refuse(int line, String message) {
            var refusal = new DatasetException(file, line, message);
            if (!skip) throw refusal;
            skipped.add(String.valueOf(refusal.getMessage()));
            return true;
        }

        /// A blank where other rows have an answer is the data set's own gap; no such column at all is a wrong mapping.
        private boolean withoutAnswer(int line, JsonNode row) {
            if (columns.answer().stream().noneMatch(name -> ProblemColumns.has(row, name)))
                return missing(line, row, "answer", columns.answer(), "text, or " + columns.solution() + " a \\boxed{…}");
            return skipped.add(new DatasetException(file, line, "the answer is blank: left out").getMessage());
        }

        private boolean missing(int line, JsonNode row, String what, List<String> names, String content) {
            return refuse(line, "has no " + what + ": expected one of the columns " + names + " to hold " + content + ", got the columns "
                    + row.propertyNames());
        }

        private boolean add(int line, Problem problem) {
            if (dedupe) {
                var first = byQuestion.putIfAbsent(WHITE_SPACE.matcher(problem.question()).replaceAll(" "), problem);
                if (first != null) {
                    duplicates++;
                    if (!first.answer().equals(problem.answer()))
                        conflicts.add(file + ":" + line + ": the question of " + first.id() + ", which is kept, with another answer: "
                                + DataRows.excerpt(problem.answer()) + " instead of " + DataRows.excerpt(first.answer()));
                    return true;
                }
            }
            int times = timesSeen.merge(problem.id(), 1, Integer::sum);
            problems.add(
                    times == 1 ? problem : new Problem(problem.id() + "#" + times, problem.question(), problem.answer(), problem.tags()));
            return problems.size() != limit;
        }

        private String id(JsonNode row) {
            var id = ProblemColumns.all(row, columns.id()).stream().map(node -> node.asString("").strip()).filter(text -> !text.isEmpty())
                    .findFirst().orElse("");
            if (id.isEmpty()) return String.format(Locale.ROOT, "%s-%02d", name, position);
            return id.chars().allMatch(Character::isDigit) ? name + "-" + id : id;
        }
    }

    /// What stands in an answer's column, or else in a solution's last box.
    private Optional<String> answer(JsonNode row) {
        var stated = ProblemColumns.all(row, columns.answer()).stream().map(ProblemReader::answerText).filter(text -> !text.isEmpty())
                .findFirst();
        if (stated.isPresent()) return stated;
        return ProblemColumns.all(row, columns.solution()).stream().flatMap(node -> Boxed.last(node.asString("")).stream()).findFirst()
                .map(AnswerText::normalise);
    }

    /// The text of an answer: a string or number; those of a list with commas between them.
    private static String answerText(JsonNode node) {
        if (node.isArray()) return node.valueStream().map(ProblemReader::answerText).collect(Collectors.joining(", "));
        return AnswerText.normalise(node.asString(""));
    }

    private Map<String, String> tags(JsonNode row) {
        var tags = new HashMap<String, String>();
        for (var column : columns.tags())
            ProblemColumns.value(row, column).map(ProblemReader::tag).filter(text -> !text.isEmpty())
                    .ifPresent(text -> tags.put(column.substring(column.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT), text));
        row.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
        return tags;
    }

    /// A label: text or number, several with commas between them; MATH's `Level 5` is `5`.
    private static String tag(JsonNode node) {
        if (node.isArray()) return node.valueStream().map(ProblemReader::tag).collect(Collectors.joining(", "));
        return LEVEL.matcher(node.asString("").strip()).replaceFirst("");
    }
}
