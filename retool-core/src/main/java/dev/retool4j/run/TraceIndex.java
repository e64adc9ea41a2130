package dev.retool4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectReader;

/// The list of a run's training traces, which may grow meanwhile: each call reads only the lines that were added since the last one, unless
/// the file was replaced. Safe for use by many threads.
public final class TraceIndex {
    private static final ObjectReader READER = Json.MAPPER.readerFor(TraceEntry.class);

    private final Path streamFile;
    private final Path indexFile;
    private final List<TraceEntry> entries = new ArrayList<>();
    private long place; // in the index file, behind what was read
    private @Nullable Object identity; // of the index file

    TraceIndex(Path streamFile, Path indexFile) {
        this.streamFile = streamFile;
        this.indexFile = indexFile;
    }

    /// All traces in the order of writing; what was there before is the same objects. Traces whose index line is not written yet are found
    /// in the stream.
    public synchronized List<TraceEntry> read() {
        forgetIfReplaced();
        var added = new ArrayList<TraceEntry>();
        place = JsonLines.readBytes(indexFile, place, (bytes, begin, length, offset) -> {
            var entry = length == 0 ? null : parse(bytes, begin, length);
            if (entry != null) added.add(entry);
        });
        long size = size(streamFile); // asked after the lines were read, each of which was written after its trace
        for (var entry : added)
            if (entry.offset() + entry.length() < size) entries.add(whole(entry));
        long end = entries.isEmpty() ? 0 : entries.getLast().offset() + entries.getLast().length() + 1;
        if (end >= size) return List.copyOf(entries);
        var all = new ArrayList<>(entries);
        JsonLines.read(streamFile, end, (json, offset, length) -> {
            var trace = parse(json);
            if (trace != null) all.add(TraceEntry.of(trace, offset, length));
        });
        return all;
    }

    private void forgetIfReplaced() {
        var now = identity(indexFile);
        if (place > 0 && (!Objects.equals(now, identity) || size(indexFile) < place)) {
            entries.clear();
            place = 0;
        }
        identity = now;
    }

    private static @Nullable Object identity(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null; // it is not there
        }
    }

    static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    private static @Nullable TraceEntry parse(byte[] bytes, int begin, int length) {
        var entry = EntryLine.parse(bytes, begin, length);
        if (entry != null) return entry;
        try {
            return READER.readValue(bytes, begin, length);
        } catch (JacksonException e) {
            return null;
        }
    }

    /// With what lines of older versions do not say, from the trace itself.
    private TraceEntry whole(TraceEntry entry) {
        if (entry.code() != null && entry.mends() != null) return entry;
        return TraceEntry.of(TraceFile.load(streamFile, entry), entry.offset(), entry.length());
    }

    private static @Nullable Trace parse(String json) {
        try {
            return Json.MAPPER.readValue(json, Trace.class);
        } catch (JacksonException e) {
            return null;
        }
    }
}
