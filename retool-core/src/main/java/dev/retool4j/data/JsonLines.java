package dev.retool4j.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Writes JSON lines so that a file is either replaced as a whole or left as it was. Rows are added one by one to a file beside it, which
/// takes its place at [#commit]; without that, closing throws them away.
public final class JsonLines implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path target;
    private final Path part;
    private final BufferedWriter out;

    public JsonLines(Path file) throws IOException {
        target = file.toAbsolutePath();
        var folder = target.getParent();
        if (folder != null) Files.createDirectories(folder);
        part = target.resolveSibling(target.getFileName() + ".part");
        try {
            out = Files.newBufferedWriter(part);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Replaces a file by these rows.
    static <T> void write(Path file, Stream<T> rows) throws IOException {
        try (var lines = new JsonLines(file)) {
            for (var row : (Iterable<T>) rows::iterator)
                lines.add(row);
            lines.commit();
        }
    }

    /// Adds a row: a map, list, record or text.
    public <T> void add(T row) throws IOException {
        try {
            out.write(JSON.writeValueAsString(row));
            out.write('\n');
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /// Puts the rows in the file's place.
    public void commit() throws IOException {
        try {
            out.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private IOException failure(IOException e) {
        return new IOException("cannot write " + target + ": " + e.getMessage() + "; what was there before is unchanged", e);
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
