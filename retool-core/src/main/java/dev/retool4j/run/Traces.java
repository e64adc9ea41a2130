package dev.retool4j.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// `traces/`: every trajectory of training, written once into `stream.jsonl` when it ends, with a line in `index.jsonl` beside it, so that
/// lists never parse the long lines; what becomes known later goes into `notes/<source>.jsonl`. Safe for use by many threads.
public final class Traces implements AutoCloseable {
    private final Path directory;
    private final Path streamFile;
    private final Path indexFile;
    private final Map<String, NoteFile> notes = new HashMap<>();
    private @Nullable JsonLines stream;
    private @Nullable JsonLines index;

    Traces(Path directory) {
        this.directory = directory;
        this.streamFile = directory.resolve("stream.jsonl");
        this.indexFile = directory.resolve("index.jsonl");
    }

    /// Writes a trace.
    public synchronized void add(Trace trace) {
        if (stream == null || index == null) {
            stream = new JsonLines(streamFile);
            repairIndex();
            index = new JsonLines(indexFile);
        }
        var json = Json.MAPPER.writeValueAsString(trace);
        long offset = stream.append(json);
        index.append(Json.MAPPER.writeValueAsString(TraceEntry.of(trace, offset, json.getBytes(StandardCharsets.UTF_8).length)));
    }

    /// Adds what became known about a trace.
    ///
    /// @param source who says it, for example [TraceNote#TRAINER]
    public synchronized void annotate(String source, TraceNote note) {
        notes.computeIfAbsent(source, this::noteFile).add(note);
    }

    /// What a source added, by trajectory id.
    public Map<String, TraceNote> notes(String source) {
        var result = new HashMap<String, TraceNote>();
        noteFile(source).all().forEach(note -> result.put(note.id(), note));
        return result;
    }

    /// What a source added about one trajectory; null where it added nothing. The others' notes are not read.
    public @Nullable TraceNote note(String source, String id) {
        return noteFile(source).find(id);
    }

    /// All traces in the order of writing. Traces whose index line is not written yet are found in the stream.
    public List<TraceEntry> index() {
        return tail().read();
    }

    /// The same for who asks again and again while traces are added.
    public TraceIndex tail() {
        return new TraceIndex(streamFile, indexFile);
    }

    /// Reads one trace in full.
    public Trace load(TraceEntry entry) {
        return TraceFile.load(streamFile, entry);
    }

    /// Removes traces and notes of later steps, atomically. Where there are none, only indexes are read.
    synchronized void dropAfter(int step) {
        close();
        noteFiles().forEach(file -> new NoteFile(file).dropAfter(step));
        var entries = index();
        if (entries.stream().allMatch(entry -> entry.step() <= step)) return;
        var text = new StringBuilder();
        var kept = new HashSet<Long>();
        long offset = 0;
        for (var entry : entries) {
            if (entry.step() > step) continue;
            kept.add(entry.offset());
            text.append(Json.MAPPER.writeValueAsString(entry.at(offset))).append('\n');
            offset += entry.length() + 1L;
        }
        AtomicFiles.delete(indexFile); // without it readers scan the stream, so a crash here loses nothing
        JsonLines.retain(streamFile, (json, at) -> kept.contains(at));
        AtomicFiles.write(indexFile, text.toString());
    }

    @Override
    public synchronized void close() {
        if (stream != null) stream.close();
        if (index != null) index.close();
        notes.values().forEach(NoteFile::close);
        notes.clear();
        stream = null;
        index = null;
    }

    /// Rewrites the index where a crash left it without the stream's last traces, or with an unfinished line.
    private void repairIndex() {
        var entries = index();
        var lines = new ArrayList<String>();
        JsonLines.read(indexFile, 0, (json, offset, length) -> lines.add(json));
        var wanted = entries.stream().map(Json.MAPPER::writeValueAsString).toList();
        if (!lines.equals(wanted)) AtomicFiles.write(indexFile, String.join("\n", wanted) + (wanted.isEmpty() ? "" : "\n"));
    }

    private NoteFile noteFile(String source) {
        return new NoteFile(directory.resolve("notes").resolve(source + ".jsonl"));
    }

    private List<Path> noteFiles() {
        if (!Files.isDirectory(directory.resolve("notes"))) return List.of();
        try (var files = Files.list(directory.resolve("notes"))) {
            return files.filter(NoteFile::isNotes).sorted().toList();
        } catch (IOException e) {
            throw new RunException("cannot list " + directory.resolve("notes") + ": " + AtomicFiles.reason(e),
                    "check that it is a readable folder", e);
        }
    }

    private static <T> @Nullable T parse(String json, Class<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JacksonException e) {
            return null;
        }
    }
}
