package dev.retool4j.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// One trace out of a file of them, by its place.
final class TraceFile {
    private TraceFile() {}

    /// Reads one trace in full.
    ///
    /// @throws RunException where the file does not hold that trace there
    static Trace load(Path file, TraceEntry entry) {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = ByteBuffer.allocate(entry.length());
            while (bytes.hasRemaining() && channel.read(bytes, entry.offset() + bytes.position()) >= 0)
                continue;
            var trace = parse(new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8));
            if (trace != null && trace.trajectory().id().equals(entry.id())) return trace;
            throw new RunException(file + " does not hold trace " + entry.id() + " at byte " + entry.offset(),
                    "the run may have been resumed meanwhile: read its index again");
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }

    private static @Nullable Trace parse(String json) {
        try {
            return Json.MAPPER.readValue(json, Trace.class);
        } catch (JacksonException e) {
            return null;
        }
    }
}
