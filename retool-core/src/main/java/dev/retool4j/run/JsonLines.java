package dev.retool4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A file of JSON objects, one a line, that is appended to. A line counts once its line feed is written: what a crash left behind it is
/// passed over by readers and cut off by the next writer. Safe for use by many threads.
final class JsonLines implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private long end;

    /// Opens a file for appending, creating it if need be and cutting off an unfinished last line.
    JsonLines(Path file) {
        this.file = file;
        try {
            AtomicFiles.createParent(file);
            long finished = Files.exists(file) ? finishedLength(file) : 0;
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (channel.size() > finished) channel.truncate(finished);
            end = finished;
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    /// Appends one line.
    ///
    /// @param json without line feeds
    /// @return the offset in bytes at which it begins
    synchronized long append(String json) {
        var bytes = ByteBuffer.wrap((json + "\n").getBytes(StandardCharsets.UTF_8));
        try {
            long offset = end;
            while (bytes.hasRemaining())
                channel.write(bytes, offset + bytes.position());
            end = offset + bytes.limit();
            return offset;
        } catch (IOException e) {
            cutBack();
            throw AtomicFiles.failure(file, e);
        }
    }

    private void cutBack() {
        try {
            if (channel.size() > end) channel.truncate(end);
        } catch (IOException e) {
            // an unfinished last line is passed over by readers; the failure that led here is the one to report
        }
    }

    @Override
    public synchronized void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
    }

    /// Takes a finished line.
    interface Visitor {
        /// @param offset where the line begins, in bytes
        /// @param length of the line in bytes, its line feed left out
        void line(String json, long offset, int length);
    }

    /// Takes the bytes of a finished line.
    interface ByteVisitor {
        /// @param bytes  hold the line; only during the call
        /// @param begin  of the line in the bytes
        /// @param length without the line feed
        /// @param offset where the line begins in the file
        void line(byte[] bytes, int begin, int length, long offset);
    }

    /// Visits every finished, non-blank line from an offset on; a file that is not there has none.
    ///
    /// @return the place behind the last finished line, to go on from
    static long read(Path file, long from, Visitor visitor) {
        return readBytes(file, from, (bytes, begin, length, offset) -> {
            var text = new String(bytes, begin, length, StandardCharsets.UTF_8);
            if (!text.isBlank()) visitor.line(text, offset, length);
        });
    }

    /// The same with the bytes of each line, blank ones too.
    static long readBytes(Path file, long from, ByteVisitor visitor) {
        if (!Files.exists(file)) return from;
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var block = ByteBuffer.allocate(1 << 18);
            long offset = from; // of the block's first byte, which begins a line
            while (true) {
                int read = channel.read(block, offset + block.position());
                if (read <= 0) return offset;
                var bytes = block.array();
                int begin = 0;
                for (int at = block.position() - read; at < block.position(); at++) {
                    if (bytes[at] != '\n') continue;
                    visitor.line(bytes, begin, at - begin, offset + begin);
                    begin = at + 1;
                }
                offset += begin;
                int left = block.position() - begin;
                var next = left < bytes.length ? block : ByteBuffer.allocate(2 * bytes.length);
                System.arraycopy(bytes, begin, next.array(), 0, left);
                block = next.limit(next.capacity()).position(left);
            }
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    /// The bytes at a place as text; null where the file ends before.
    static @Nullable String at(Path file, long offset, int length) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (offset < 0 || length < 0 || offset + length > channel.size()) return null;
            var bytes = ByteBuffer.allocate(length);
            while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0)
                continue;
            return bytes.hasRemaining() ? null : new String(bytes.array(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    /// The last finished line; empty where there is none.
    static String last(Path file) {
        if (!Files.exists(file)) return "";
        try {
            long end = finishedLength(file);
            for (long back = 1 << 10;; back *= 8) {
                long from = Math.max(0, end - back);
                var text = Objects.requireNonNullElse(at(file, from, (int) (end - from)), "").stripTrailing();
                int feed = text.lastIndexOf('\n');
                if (feed >= 0 || from == 0) return text.substring(feed + 1);
            }
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    /// Which lines are to be kept.
    interface Kept {
        /// @param offset where the line begins, in bytes
        boolean test(String json, long offset);
    }

    /// Rewrites a file, atomically, with those of its lines that are to be kept.
    static void retain(Path file, Kept kept) {
        if (!Files.exists(file)) return;
        var temporary = file.resolveSibling("." + file.getFileName() + ".kept");
        AtomicFiles.delete(temporary);
        try (var lines = new JsonLines(temporary)) {
            read(file, 0, (json, offset, length) -> {
                if (kept.test(json, offset)) lines.append(json);
            });
            lines.channel.force(true);
        } catch (IOException e) {
            throw AtomicFiles.failure(temporary, e);
        }
        AtomicFiles.replace(file, temporary);
    }

    /// The length up to the last line feed, searched from the end.
    private static long finishedLength(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var buffer = ByteBuffer.allocate(1 << 16);
            for (long last = channel.size(); last > 0;) {
                long first = Math.max(0, last - buffer.capacity());
                buffer.clear().limit((int) (last - first));
                while (buffer.hasRemaining() && channel.read(buffer, first + buffer.position()) >= 0)
                    continue;
                for (int i = buffer.position() - 1; i >= 0; i--)
                    if (buffer.get(i) == '\n') return first + i + 1;
                last = first;
            }
            return 0;
        }
    }
}
