package dev.retool4j.run;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;

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

    /// Visits every finished, non-blank line from an offset on; a file that is not there has none.
    static void read(Path file, long from, Visitor visitor) {
        if (!Files.exists(file)) return;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            in.skipNBytes(Math.min(from, Files.size(file)));
            var line = new ByteArrayOutputStream();
            long offset = from;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.write(next);
                    continue;
                }
                var text = line.toString(StandardCharsets.UTF_8);
                if (!text.isBlank()) visitor.line(text, offset, line.size());
                offset += line.size() + 1L;
                line.reset();
            }
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    /// Rewrites a file, atomically, with those of its lines that are to be kept.
    static void retain(Path file, Predicate<String> kept) {
        if (!Files.exists(file)) return;
        var text = new StringBuilder();
        read(file, 0, (json, offset, length) -> {
            if (kept.test(json)) text.append(json).append('\n');
        });
        AtomicFiles.write(file, text.toString());
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
