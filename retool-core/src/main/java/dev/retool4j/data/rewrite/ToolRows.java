package dev.retool4j.data.rewrite;

import dev.retool4j.chat.ToolTags;
import dev.retool4j.data.AnswerText;
import dev.retool4j.data.Boxed;
import dev.retool4j.data.Problem;
import dev.retool4j.data.ProblemColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// Reads traces with tools of other projects, and writes them in our tags as they are, blocks of a notebook still depending on one another:
///
/// | project | row |
/// |---|---|
/// | MathCoder | `debug_result`: messages of the roles text, code and execution |
/// | ToRA | `code`, or `messages`: text with <code>```python</code> and <code>```output</code> blocks |
/// | ReTool-SFT | `messages`: the assistant's with our tags |
///
/// The last `\boxed{…}` becomes the answer section where there is none.
public final class ToolRows {
    private static final List<String> GOLD = List.of("ground_truth.answer", "gt", "answer", "ground_truth", "label");
    private static final Pattern FENCE = Pattern.compile("```(python|output)\\s*\\n(.*?)```[ \\t]*(?:\\n|$)", Pattern.DOTALL);

    private ToolRows() {}

    /// Reads a file.
    ///
    /// @throws dev.retool4j.data.DatasetException if a line is no JSON object
    public static List<SourceRow> read(Path file) throws IOException {
        var rows = new ArrayList<SourceRow>();
        var ids = new TextRows.Ids(file);
        TextRows.forEach(file, (line, row) -> rows.add(row(row, ids.of(row, line))));
        return rows;
    }

    private static SourceRow row(JsonNode row, String id) {
        var gold = ProblemColumns.DEFAULT.find(row, GOLD).map(node -> node.asString("")).orElse("");
        return new SourceRow(new Problem(id, question(row), AnswerText.normalise(gold)), trace(row));
    }

    private static String question(JsonNode row) {
        var plain = row.path("question").asString("");
        if (!plain.isEmpty()) return plain.strip();
        for (var message : row.path("messages")) {
            if (!message.path("role").asString("").equals("user")) continue;
            var content = message.path("content");
            return (content.isArray() ? content.path(0).path("content").asString("") : content.asString("")).strip();
        }
        return "";
    }

    private static String trace(JsonNode row) {
        if (row.path("debug_result").isArray()) return notebook(row.path("debug_result"));
        if (row.path("code").path(0).isString()) return fenced(row.path("code").path(0).asString());
        var content = "";
        for (var message : row.path("messages")) {
            if (message.path("role").asString("").equals("assistant")) content = message.path("content").asString("");
        }
        return content.contains(ToolTags.ANSWER_OPEN) ? content.strip() : fenced(content);
    }

    private static String notebook(JsonNode messages) {
        var trace = new StringBuilder();
        var last = "";
        for (int i = 0; i < messages.size(); i++) {
            var content = messages.path(i).path("content").asString("").replace("\r\n", "\n").strip();
            switch (messages.path(i).path("role").asString("")) {
                case "code" -> trace.append(ToolTags.code(content));
                case "execution" -> trace.append(ToolTags.interpreter(content)).append('\n');
                case "text" -> {
                    boolean repeated = i == messages.size() - 1 && Boxed.last(last).isPresent(); // the bare answer once more
                    if (!repeated) trace.append(content).append('\n');
                    last = content;
                }
                default -> {
                    // system and user: the task
                }
            }
        }
        return answered(trace.toString());
    }

    private static String fenced(String text) {
        var trace = new StringBuilder();
        var matcher = FENCE.matcher(text.replace("\r\n", "\n"));
        while (matcher.find()) {
            var content = matcher.group(2).strip();
            matcher.appendReplacement(trace, "");
            trace.append(matcher.group(1).equals("python") ? ToolTags.code(content) : ToolTags.interpreter(content) + "\n");
        }
        return answered(matcher.appendTail(trace).toString());
    }

    private static String answered(String trace) {
        return stated(trace).map(answer -> trace.strip() + "\n" + ToolTags.answer(answer)).orElse(trace.strip());
    }

    private static Optional<String> stated(String trace) {
        return trace.isBlank() ? Optional.empty() : Boxed.last(trace);
    }
}
