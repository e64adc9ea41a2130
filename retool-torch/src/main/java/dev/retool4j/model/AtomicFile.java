package dev.retool4j.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes a file beside its place, forces it to the disk and moves it there, so that what was there before is whole until the new one is.
final class AtomicFile {
    private AtomicFile() {}

    /// Puts the content into a channel.
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    static void write(Path file, String text) throws IOException {
        write(file, channel -> writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    /// @throws IOException naming the file; the temporary file is gone and the old content is untouched
    static void write(Path file, Content content) throws IOException {
        prepare(file, content);
        commit(file);
    }

    /// Writes what [#commit] will put into the file's place; for several files that are to appear together.
    ///
    /// @throws IOException naming the file; the temporary file is gone
    static void prepare(Path file, Content content) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        try (var channel = FileChannel.open(temporary(file), StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            content.writeTo(channel);
            channel.force(true);
        } catch (IOException e) {
            throw failed(file, e);
        } catch (RuntimeException e) {
            discard(file);
            throw e;
        }
    }

    /// Puts what was prepared into the file's place, in one step.
    static void commit(Path file) throws IOException {
        try {
            Files.move(temporary(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(file, e);
        }
    }

    /// Deletes what was prepared, if anything was.
    static void discard(Path file) throws IOException {
        Files.deleteIfExists(temporary(file));
    }

    private static Path temporary(Path file) {
        return file.resolveSibling(file.getFileName() + ".tmp");
    }

    private static IOException failed(Path file, IOException e) throws IOException {
        discard(file);
        return new IOException("%s could not be written (%s); what was there before is unchanged. Check free space and permissions"
                .formatted(file, e.getMessage()), e);
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining())
            channel.write(bytes);
    }
}
