package dev.retool4j.data.teacher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every answer that was paid for, one JSON object a line, appended the moment it is whole: `{"key":…,"text":…,"finish":…,"prompt":…,
/// "completion":…}`, or with `"lost":true` and no key what a broken answer cost. Answers are found by the request's content. A line counts
/// once its line feed is written; what a crash left behind it is cut off at the next opening. One process at a time has it open.
///
/// Answers stay on the disk; only where they stand is kept in memory. Safe for use by many threads.
public final class Journal implements AutoCloseable {
    private static final int BLOCK = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final Map<String, Place> places = new HashMap<>(); // guarded by this
    private Usage paid = Usage.NONE; // guarded by this
    private int damaged; // guarded by this
    private long end; // guarded by this
    private final Object disk = new Object();
    private long secured; // guarded by disk

    private record Place(long offset, int length) {}

    private Journal(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Opens a journal, making it and its folder if need be.
    ///
    /// @throws IOException if it cannot be read or written, or another process has it open
    public static Journal open(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (lock(channel) == null) throw new IOException(file + " is in use: another 'retool cold-start' works in this folder");
            var journal = new Journal(file, channel);
            journal.index();
            return journal;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /// The lock goes when the channel is closed, or the process ends.
    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private synchronized void index() throws IOException {
        var buffer = ByteBuffer.allocate(BLOCK);
        var line = new ByteArrayOutputStream();
        for (long at = 0; channel.read(buffer.clear(), at) > 0; at += buffer.limit()) {
            buffer.flip();
            for (int i = 0; i < buffer.limit(); i++) {
                if (buffer.get(i) != '\n') {
                    line.write(buffer.get(i));
                    continue;
                }
                remember(line.toString(StandardCharsets.UTF_8), end, line.size());
                end = at + i + 1;
                line.reset();
            }
        }
        if (channel.size() > end) channel.truncate(end);
    }

    private void remember(String line, long offset, int length) {
        if (line.isBlank()) return;
        try {
            var entry = JsonMapper.shared().readTree(line);
            paid = paid.plus(usage(entry));
            if (entry.path("key").isString()) places.putIfAbsent(entry.path("key").asString(), new Place(offset, length));
            else if (!entry.has("lost")) damaged++;
        } catch (JacksonException e) {
            damaged++;
        }
    }

    /// The answer to a request, if there is one.
    synchronized @Nullable TeacherReply find(String key) {
        var place = places.get(key);
        if (place == null) return null;
        try {
            var bytes = ByteBuffer.allocate(place.length());
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, place.offset() + bytes.position()) < 0) throw new IOException(file + " became shorter");
            }
            var entry = JsonMapper.shared().readTree(new String(bytes.array(), StandardCharsets.UTF_8));
            return new TeacherReply(entry.path("text").asString(""), entry.path("finish").asString("stop"), usage(entry));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes an answer down, and onto the disk.
    void add(String key, TeacherReply reply) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("key", key);
        entry.put("text", reply.text());
        entry.put("finish", reply.finish());
        append(entry, reply.usage(), key);
    }

    /// Writes down what an answer cost that broke off.
    void addLost(Usage usage) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("lost", true);
        append(entry, usage, null);
    }

    private void append(Map<String, Object> entry, Usage usage, @Nullable String key) {
        entry.put("prompt", usage.prompt());
        entry.put("completion", usage.completion());
        var bytes = ByteBuffer.wrap((JsonMapper.shared().writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            secure(write(bytes, usage, key));
        } catch (IOException e) {
            throw new UncheckedIOException(new IOException("cannot write " + file + ": " + e.getMessage(), e));
        }
    }

    /// @return the file's length with this line
    private synchronized long write(ByteBuffer line, Usage usage, @Nullable String key) throws IOException {
        while (line.hasRemaining())
            channel.write(line, end + line.position());
        if (key != null) places.putIfAbsent(key, new Place(end, line.limit() - 1));
        end += line.limit();
        paid = paid.plus(usage);
        return end;
    }

    /// Waits until the disk has everything up to a length; many waiters share one write.
    private void secure(long length) throws IOException {
        synchronized (disk) {
            if (secured >= length) return;
            long now = length();
            channel.force(false);
            secured = now;
        }
    }

    private synchronized long length() {
        return end;
    }

    private static Usage usage(JsonNode entry) {
        return new Usage(1, entry.path("prompt").asLong(0), entry.path("completion").asLong(0));
    }

    /// Everything that was ever paid for in this folder.
    public synchronized Usage paid() {
        return paid;
    }

    /// Answers that it holds.
    public synchronized int answers() {
        return places.size();
    }

    /// Lines that could not be read; their answers are asked for again.
    public synchronized int damaged() {
        return damaged;
    }

    @Override
    public synchronized void close() throws IOException {
        channel.close();
    }
}
