package dev.retool4j.data.rewrite;

import dev.retool4j.data.AnswerText;
import dev.retool4j.data.DatasetException;
import dev.retool4j.data.Problem;
import dev.retool4j.data.ProblemColumns;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads questions with gold answers and text reasoning from JSON lines. Columns are called as [ProblemColumns#KNOWN] says, and the reasoning
/// by one of [#REASONING]; where there is none of these, an answer in GSM8K's form (`… #### 72`) is reasoning and answer in one.
public final class TextRows {
    /// Names of the column with the reasoning.
    public static final List<String> REASONING = List.of("reasoning", "original_response", "thinking", "deepseek_reasoning", "cot",
            "solution",
            "rationale", "gt_cot", "response");
    private static final String GSM8K = "####";

    private TextRows() {}

    /// Reads a file.
    ///
    /// @throws DatasetException if a line is no JSON object
    public static List<SourceRow> read(Path file) throws IOException {
        var rows = new ArrayList<SourceRow>();
        var ids = new Ids(file);
        forEach(file, (line, row) -> rows.add(row(row, ids.of(row, line))));
        return rows;
    }

    private static SourceRow row(JsonNode row, String id) {
        var columns = ProblemColumns.DEFAULT;
        var question = columns.find(row, columns.question()).map(node -> node.asString("")).orElse("").strip();
        var answer = columns.find(row, columns.answer()).map(node -> node.asString("")).orElse("").strip();
        var reasoning = columns.find(row, REASONING).map(node -> node.asString("")).orElse("").strip();
        if (reasoning.isEmpty() && answer.contains(GSM8K))
            reasoning = answer.substring(0, answer.lastIndexOf(GSM8K)).replaceAll("<<[^>]*>>", "").strip();
        return new SourceRow(new Problem(id, question, AnswerText.normalise(answer)), reasoning);
    }

    /// Takes a line of a file.
    @FunctionalInterface
    interface Visitor {
        void row(int line, JsonNode row);
    }

    /// Visits every line.
    static void forEach(Path file, Visitor visitor) throws IOException {
        int number = 0;
        try (var lines = Files.newBufferedReader(file)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (!line.isBlank()) visitor.row(number, object(file, number, line));
            }
        } catch (CharacterCodingException e) {
            throw new DatasetException(file, 0, "is not UTF-8 text; expected JSON lines");
        }
        if (number == 0) throw new DatasetException(file, 0, "is empty; expected one JSON object on each line");
    }

    private static JsonNode object(Path file, int number, String line) {
        try {
            var row = JsonMapper.shared().readTree(line);
            if (row.isObject()) return row;
            throw new DatasetException(file, number, "expected a JSON object, got a " + row.getNodeType().name().toLowerCase(Locale.ROOT));
        } catch (JacksonException e) {
            throw new DatasetException(file, number, "is no valid JSON (" + e.getOriginalMessage() + "); expected one object on each line");
        }
    }

    /// Names rows: by their id, else by file and line; one that comes again gets its line behind it.
    static final class Ids {
        private final String name;
        private final Set<String> seen = new HashSet<>();

        Ids(Path file) {
            name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
        }

        String of(JsonNode row, int line) {
            var columns = ProblemColumns.DEFAULT;
            var id = columns.find(row, columns.id()).map(node -> node.asString("")).orElse("").strip();
            if (id.isEmpty() || id.chars().allMatch(Character::isDigit)) id = name + "-" + (id.isEmpty() ? "" + line : id);
            if (seen.add(id)) return id;
            var again = id + "#" + line;
            seen.add(again);
            return again;
        }
    }
}
