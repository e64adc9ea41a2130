package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes problems as JSON lines that [ProblemReader] reads back: `id`, `question`, `answer`, `tags`.
public final class ProblemWriter {
    private ProblemWriter() {}

    /// Replaces the file as a whole; if that fails, what was there before is unchanged.
    public static void write(List<Problem> problems, Path file) throws IOException {
        JsonLines.write(file, problems.stream().map(ProblemWriter::row));
    }

    static Map<String, Object> row(Problem problem) {
        var row = new LinkedHashMap<String, Object>();
        row.put("id", problem.id());
        row.put("question", problem.question());
        row.put("answer", problem.answer());
        if (!problem.tags().isEmpty()) row.put("tags", new TreeMap<>(problem.tags()));
        return row;
    }
}
