package dev.retool4j.data;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads problems from JSON lines, a JSON array or CSV, as the usual data sets write them. Answers come out as [AnswerText#normalise] says.
/// A row without an id is called after file and position (`aime24-07`); an id that is a bare number gets the file's name before it; an id that
/// comes again gets its count behind it (`amc-0#2`).
///
/// @param columns        where question, answer and id stand
/// @param numericAnswers whether every answer must be a plain number (AIME, AMC, GSM8K, DAPO)
/// @param lenient        whether a row that cannot be used is left out and counted, instead of ending the reading
public record ProblemReader(ProblemColumns columns, boolean numericAnswers, boolean lenient) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// Known columns, any answer, strict.
    public ProblemReader() {
        this(ProblemColumns.KNOWN, false, false);
    }

    /// The same, demanding numbers as answers.
    public ProblemReader numeric() {
        return new ProblemReader(columns, true, lenient);
    }

    /// The same, leaving out rows that cannot be used.
    public ProblemReader skipping() {
        return new ProblemReader(columns, numericAnswers, true);
    }

    public ProblemReader withColumns(ProblemColumns value) {
        return new ProblemReader(value, numericAnswers, lenient);
    }

    /// Reads a file: `.csv` as CSV with a header, everything else as JSON lines, or as a JSON array where it starts with `[`.
    ///
    /// @throws DatasetException if the file or one of its rows cannot be used
    public ProblemSet read(Path file) throws IOException {
        var rows = new Rows(file);
        try {
            var text = Files.readString(file);
            if (file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) csv(file, text, rows);
            else if (text.stripLeading().startsWith("[")) array(file, text, rows);
            else
                lines(text, rows);
        } catch (CharacterCodingException e) {
            throw new DatasetException(file, 0, "is not UTF-8 text; a parquet file has to be converted to JSON lines first");
        }
        if (rows.problems.isEmpty())
            throw new DatasetException(file, 0,
                    "holds no problem that can be used" + (rows.skipped.isEmpty() ? "" : "; " + rows.skipped.getFirst()));
        return new ProblemSet(rows.name, rows.problems, rows.skipped);
    }

    private void lines(String text, Rows rows) {
        int number = 0;
        for (var line : text.split("\n", -1)) {
            number++;
            if (line.isBlank()) continue;
            rows.add(number, line);
        }
    }

    private void array(Path file, String text, Rows rows) {
        JsonNode all;
        try {
            all = JSON.readTree(text);
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new DatasetException(file, at == null ? 0 : at.getLineNr(), "is no valid JSON array: " + e.getOriginalMessage());
        }
        int position = 0;
        for (var row : all) {
            rows.add(++position, row);
        }
    }

    private void csv(Path file, String text, Rows rows) {
        List<Csv.Row> records;
        try {
            records = Csv.read(text);
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file, 0, "line " + e.getMessage());
        }
        if (records.isEmpty()) return;
        var header = records.getFirst().fields();
        for (var record : records.subList(1, records.size())) {
            if (record.fields().size() != header.size()) {
                rows.refuse(record.line(),
                        "has " + record.fields().size() + " fields, expected " + header.size() + " as in the header " + header);
                continue;
            }
            var row = JSON.createObjectNode();
            for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), record.fields().get(i));
            }
            rows.add(record.line(), row);
        }
    }

    /// Collects problems, and what was left out.
    private final class Rows {
        private final Path file;
        private final String name;
        private final List<Problem> problems = new ArrayList<>();
        private final List<String> skipped = new ArrayList<>();
        private final Map<String, Integer> timesSeen = new HashMap<>();
        private int position;

        Rows(Path file) {
            this.file = file;
            var fileName = file.getFileName().toString();
            int dot = fileName.lastIndexOf('.');
            name = dot > 0 ? fileName.substring(0, dot) : fileName;
        }

        void refuse(int line, String message) {
            var problem = new DatasetException(file, line, message);
            if (!lenient) throw problem;
            skipped.add(String.valueOf(problem.getMessage()));
        }

        void add(int line, String json) {
            JsonNode row;
            try {
                row = JSON.readTree(json);
            } catch (JacksonException e) {
                position++;
                refuse(line, "is no valid JSON (" + e.getOriginalMessage() + "); expected one object on each line, got: " + excerpt(json));
                return;
            }
            add(line, row);
        }

        void add(int line, JsonNode row) {
            position++;
            if (!row.isObject()) {
                refuse(line, "expected a JSON object, got: " + excerpt(row.toString()));
                return;
            }
            var question = columns.find(row, columns.question()).map(ProblemReader::question).orElse("").strip();
            var answer = columns.find(row, columns.answer()).map(ProblemReader::answer).orElse("");
            if (question.isEmpty()) {
                missing(line, row, "question", columns.question());
            } else if (answer.isEmpty()) {
                missing(line, row, "answer", columns.answer());
            } else if (numericAnswers && !AnswerText.isNumber(answer)) {
                refuse(line, "the answer must be a number, got " + excerpt(answer));
            } else {
                addUnique(new Problem(id(row), question, answer, tags(row)));
            }
        }

        private void missing(int line, JsonNode row, String what, List<String> names) {
            refuse(line,
                    "has no " + what + ": expected one of the columns " + names + " to hold text, got the columns " + row.propertyNames());
        }

        private void addUnique(Problem problem) {
            int times = timesSeen.merge(problem.id(), 1, Integer::sum);
            problems.add(
                    times == 1 ? problem : new Problem(problem.id() + "#" + times, problem.question(), problem.answer(), problem.tags()));
        }

        private String id(JsonNode row) {
            var id = columns.find(row, columns.id()).map(node -> node.asString("").strip()).orElse("");
            if (id.isEmpty()) return String.format(Locale.ROOT, "%s-%02d", name, position);
            return id.chars().allMatch(Character::isDigit) ? name + "-" + id : id;
        }
    }

    /// The text of a question: a string, or the last user message of a conversation.
    private static String question(JsonNode node) {
        if (!node.isArray()) return node.asString("");
        return StreamSupport.stream(node.spliterator(), false).filter(message -> message.path("role").asString("").equals("user"))
                .map(message -> message.path("content").asString("")).reduce("", (first, last) -> last);
    }

    /// The text of an answer: a string or number, or the only one of a list.
    private static String answer(JsonNode node) {
        if (node.isArray()) return node.size() == 1 ? answer(node.get(0)) : "";
        return AnswerText.normalise(node.asString(""));
    }

    private static Map<String, String> tags(JsonNode row) {
        var tags = new HashMap<String, String>();
        row.path("tags").properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().asString("")));
        return tags;
    }

    private static String excerpt(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
