package dev.retool4j.run;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// `notes/<source>.jsonl`: notes of one source, one a line, and beside it `<source>.index.jsonl` with the place of each, so that one
/// trace's notes are read without the others. Not safe for use by several threads.
final class NoteFile implements AutoCloseable {
    static final String INDEX = ".index.jsonl";

    /// A line of the index; the id stands first, so that it is found without reading the others.
    private record Place(String id, int step, long offset, int length) {
        long end() {
            return offset + length + 1;
        }
    }

    private final Path file;
    private final Path indexFile;
    private @Nullable JsonLines lines;
    private @Nullable JsonLines index;

    /// @param file ends with `.jsonl`
    NoteFile(Path file) {
        this.file = file;
        var name = file.getFileName().toString();
        this.indexFile = file.resolveSibling(name.substring(0, name.length() - ".jsonl".length()) + INDEX);
    }

    static boolean isNotes(Path file) {
        return file.toString().endsWith(".jsonl") && !file.toString().endsWith(INDEX);
    }

    void add(TraceNote note) {
        if (lines == null || index == null) {
            lines = new JsonLines(file);
            repairIndex();
            index = new JsonLines(indexFile);
        }
        var json = NoteText.of(note);
        long offset = lines.append(json);
        index.append(Json.MAPPER.writeValueAsString(
                new Place(note.id(), note.step(), offset, json.getBytes(StandardCharsets.UTF_8).length)));
    }

    /// The latest note of a trace, or null. What a crash left without a line in the index is found in the notes themselves.
    @Nullable
    TraceNote find(String id) {
        var start = ("{\"id\":" + Json.MAPPER.writeValueAsString(id) + ",").getBytes(StandardCharsets.UTF_8);
        var found = new TraceNote[1];
        var wanted = new Place[1];
        JsonLines.readBytes(indexFile, 0, (bytes, begin, length, offset) -> {
            if (startsWith(bytes, begin, length, start)) wanted[0] = place(new String(bytes, begin, length, StandardCharsets.UTF_8));
        });
        var last = place(JsonLines.last(indexFile));
        JsonLines.readBytes(file, last == null ? 0 : last.end(), (bytes, begin, length, offset) -> {
            if (startsWith(bytes, begin, length, start)) found[0] = parse(new String(bytes, begin, length, StandardCharsets.UTF_8));
        });
        if (found[0] != null) return found[0];
        if (wanted[0] == null) return null;
        var json = JsonLines.at(file, wanted[0].offset, wanted[0].length);
        var note = json == null ? null : parse(json);
        return note != null && note.id().equals(id) ? note : null;
    }

    /// Every note in order.
    List<TraceNote> all() {
        var notes = new ArrayList<TraceNote>();
        JsonLines.read(file, 0, (json, offset, length) -> {
            var note = parse(json);
            if (note != null) notes.add(note);
        });
        return notes;
    }

    /// Removes the notes of later steps, atomically; a crash in between leaves no index, which the next writer makes anew. Where there are
    /// none, only the index is read.
    void dropAfter(int step) {
        close();
        if (!Files.exists(file)) return;
        repairIndex();
        boolean[] later = {false};
        JsonLines.read(indexFile, 0, (json, offset, length) -> {
            var place = place(json);
            later[0] |= place == null || place.step > step;
        });
        if (!later[0]) return;
        AtomicFiles.delete(indexFile);
        JsonLines.retain(file, (json, offset) -> {
            var note = parse(json);
            return note != null && note.step() <= step;
        });
        repairIndex();
    }

    @Override
    public void close() {
        if (lines != null) lines.close();
        if (index != null) index.close();
        lines = null;
        index = null;
    }

    /// Adds what a crash left out of the index, or makes it anew where it does not fit.
    private void repairIndex() {
        var last = place(JsonLines.last(indexFile));
        long from = 0;
        if (last != null) {
            var json = JsonLines.at(file, last.offset, last.length);
            var note = json == null ? null : parse(json);
            if (note != null && note.id().equals(last.id)) from = last.end();
        }
        if (from == 0) AtomicFiles.delete(indexFile);
        try (var repaired = new JsonLines(indexFile)) {
            JsonLines.read(file, from, (json, offset, length) -> {
                var note = parse(json);
                if (note != null) repaired.append(Json.MAPPER.writeValueAsString(new Place(note.id(), note.step(), offset, length)));
            });
        }
    }

    private static boolean startsWith(byte[] bytes, int begin, int length, byte[] start) {
        if (length < start.length) return false;
        for (int i = start.length - 1; i >= 0; i--) // ids differ at their ends
            if (bytes[begin + i] != start[i]) return false;
        return true;
    }

    private static @Nullable Place place(String json) {
        try {
            return json.isEmpty() ? null : Json.MAPPER.readValue(json, Place.class);
        } catch (JacksonException e) {
            return null;
        }
    }

    private static @Nullable TraceNote parse(String json) {
        try {
            return Json.MAPPER.readValue(json, TraceNote.class);
        } catch (JacksonException e) {
            return null;
        }
    }
}
