package dev.retool4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Whole files written so that a reader, or a crash, sees the old one or the new one and nothing between.
public final class AtomicFiles {
    private AtomicFiles() {}

    /// Replaces a file with this text in UTF-8, making its folder if need be.
    ///
    /// @throws RunException if that fails; the old content then stays
    public static void write(Path file, String text) {
        write(file, text, true);
    }

    /// The same without waiting for the disk: after a power cut the old content may be back.
    static void writeLightly(Path file, String text) {
        write(file, text, false);
    }

    private static void write(Path file, String text, boolean durably) {
        var temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            createParent(file);
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining())
                    channel.write(bytes);
                if (durably) channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw failure(file, e);
        }
    }

    /// Puts a finished file in the place of another.
    static void replace(Path file, Path by) {
        try {
            Files.move(by, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            deleteQuietly(by);
            throw failure(file, e);
        }
    }

    static void createParent(Path file) {
        var parent = file.toAbsolutePath().getParent();
        if (parent != null) createDirectories(parent);
    }

    static void createDirectories(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw failure(directory, e);
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new RunException("cannot delete " + file + ": " + reason(e), "check who owns it", e);
        }
    }

    /// Deletes a directory with everything in it; links are deleted, not followed.
    static void deleteTree(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException error) throws IOException {
                    if (error != null) throw error;
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new RunException("cannot delete " + directory + ": " + reason(e), "check who owns it, or choose another name", e);
        }
    }

    /// The one message for a file that could not be written.
    static RunException failure(Path file, IOException cause) {
        var reason = reason(cause);
        var hint = reason.contains("No space left") || reason.contains("quota")
                ? "free some space on its disk; what was written before is intact"
                : "check that its folder exists and may be written to; what was written before is intact";
        return new RunException("cannot write " + file + ": " + reason, hint, cause);
    }

    static String reason(IOException cause) {
        if (cause instanceof java.nio.file.AccessDeniedException) return "permission denied";
        if (cause instanceof java.nio.file.FileAlreadyExistsException || cause instanceof java.nio.file.NotDirectoryException)
            return "a file stands where a folder is needed";
        if (cause instanceof FileSystemException system && system.getReason() != null) return system.getReason();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // the failure that led here is the one to report
        }
    }
}
