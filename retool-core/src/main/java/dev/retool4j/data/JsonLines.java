package dev.retool4j.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/// Writes JSON lines so that a file is either replaced as a whole or left as it was.
final class JsonLines {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private JsonLines() {}

    static <T> void write(Path file, Stream<T> rows) throws IOException {
        var target = file.toAbsolutePath();
        var folder = target.getParent();
        if (folder != null) Files.createDirectories(folder);
        var part = target.resolveSibling(target.getFileName() + ".part");
        try {
            try (var out = Files.newBufferedWriter(part)) {
                for (var row : (Iterable<T>) rows::iterator) {
                    out.write(JSON.writeValueAsString(row));
                    out.write('\n');
                }
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("cannot write " + target + ": " + e.getMessage() + "; what was there before is unchanged", e);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
