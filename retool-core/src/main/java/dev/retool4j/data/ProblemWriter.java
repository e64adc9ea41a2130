package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Writes problems as JSON lines that [ProblemReader] reads back: `id`, `question`, `answer`, `tags`.
public final class ProblemWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private ProblemWriter() {}

    /// Replaces the file.
    public static void write(List<Problem> problems, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            for (var problem : problems) {
                out.write(JSON.writeValueAsString(row(problem)));
                out.write('\n');
            }
        }
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
