package dev.retool4j.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The rows of a data file as JSON objects, whatever its form: parquet (`.parquet`), CSV with a header (`.csv`), a JSON array (first
/// character `[`), and else JSON lines. JSON lines and parquet are read row by row, the others as a whole.
final class DataRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private DataRows() {}

    /// Takes the rows one after the other. Lines count from 1; in a JSON array and in a parquet file they are the rows' positions.
    interface Sink {

        /// @param row any JSON value, not only an object
        /// @return whether the next row is wanted
        boolean row(int line, JsonNode row);

        /// A line that is no row.
        ///
        /// @return whether the next row is wanted
        boolean unreadable(int line, String message);
    }

    /// @throws DatasetException if the file as a whole cannot be read
    static void read(Path file, Sink sink) throws IOException {
        if (Files.isDirectory(file)) throw new DatasetException(file, 0, "is a folder; name a file in it");
        try {
            switch (ending(file)) {
                case "parquet" -> Parquet.read(file, sink);
                case "csv" -> csv(file, sink);
                default -> json(file, sink);
            }
        } catch (CharacterCodingException e) {
            throw new DatasetException(file, 0, "is not UTF-8 text; the name of a parquet file must end in .parquet");
        }
    }

    private static String ending(Path file) {
        var name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// The file's name without its ending.
    static String name(Path file) {
        var name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static void json(Path file, Sink sink) throws IOException {
        try (var text = open(file)) {
            int line = 0;
            boolean first = true;
            for (var read = text.readLine(); read != null; read = text.readLine()) {
                line++;
                if (read.isBlank()) continue;
                if (first && read.stripLeading().startsWith("[")) {
                    array(file, sink);
                    return;
                }
                first = false;
                if (!line(line, read, sink)) return;
            }
        }
    }

    private static boolean line(int number, String text, Sink sink) {
        JsonNode row;
        try {
            row = JSON.readTree(text);
        } catch (JacksonException e) {
            return sink.unreadable(number,
                    "is no valid JSON (" + e.getOriginalMessage() + "); expected one object on each line, got: " + excerpt(text));
        }
        return sink.row(number, row);
    }

    private static void array(Path file, Sink sink) throws IOException {
        try (var text = open(file)) {
            int position = 0;
            for (var row : JSON.readTree(text))
                if (!sink.row(++position, row)) return;
        } catch (JacksonException e) {
            if (e.getCause() instanceof CharacterCodingException coding) throw coding;
            var at = e.getLocation();
            throw new DatasetException(file, at == null ? 0 : at.getLineNr(), "is no valid JSON array: " + e.getOriginalMessage());
        }
    }

    /// UTF-8 text without its byte order mark.
    private static BufferedReader open(Path file) throws IOException {
        var text = Files.newBufferedReader(file);
        text.mark(1);
        if (text.read() != '\uFEFF') text.reset();
        return text;
    }

    private static void csv(Path file, Sink sink) throws IOException {
        List<Csv.Row> records;
        try {
            records = Csv.read(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new DatasetException(file, 0, "line " + e.getMessage());
        }
        if (records.isEmpty()) return;
        var header = records.getFirst().fields();
        for (var record : records.subList(1, records.size())) {
            boolean more;
            if (record.fields().size() == header.size()) {
                var row = JSON.createObjectNode();
                for (int i = 0; i < header.size(); i++)
                    row.put(header.get(i), record.fields().get(i));
                more = sink.row(record.line(), row);
            } else {
                more = sink.unreadable(record.line(),
                        "has " + record.fields().size() + " fields, expected " + header.size() + " as in the header " + header);
            }
            if (!more) return;
        }
    }

    /// The beginning of a text, for messages.
    static String excerpt(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
