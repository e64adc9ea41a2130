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
        var folder = file.toAbsolutePath().getParent();
        if (folder != null) Files.createDirectories(folder);
        var temporary = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                content.writeTo(channel);
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            if (e instanceof RuntimeException unexpected) throw unexpected;
            throw new IOException("%s could not be written (%s); what was there before is unchanged. Check free space and permissions"
                    .formatted(file, e.getMessage()), e);
        }
    }

    static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining())
            channel.write(bytes);
    }
}
