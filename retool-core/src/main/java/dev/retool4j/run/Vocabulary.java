package dev.retool4j.run;

import dev.retool4j.chat.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// `vocabulary.bin`: the bytes that each token of the run's policy stands for, so that whoever looks at its traces needs no tokenizer.
/// For each id in order two bytes of length, the larger one first, and so many bytes; a free id has none.
public final class Vocabulary {
    private static final int LONGEST = 0xffff;

    private final byte[][] tokens;

    Vocabulary(byte[][] tokens) {
        this.tokens = tokens;
    }

    /// The bytes of a token; none where the id stands for nothing.
    public byte[] bytes(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : new byte[0];
    }

    static void write(Path file, Tokenizer tokenizer) {
        var out = new ByteArrayOutputStream();
        for (int id = 0; id < tokenizer.vocabularySize(); id++) {
            var bytes = tokenizer.bytes(id);
            if (bytes.length > LONGEST) throw new IllegalArgumentException("token " + id + " stands for " + bytes.length + " bytes");
            out.write(bytes.length >> 8);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        var temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            Files.write(temporary, out.toByteArray());
        } catch (IOException e) {
            throw AtomicFiles.failure(file, e);
        }
        AtomicFiles.replace(file, temporary);
    }

    /// What a run keeps; empty where it keeps none, as runs of older versions do, or a broken one.
    static Optional<Vocabulary> read(Path file) {
        if (!Files.exists(file)) return Optional.empty();
        try {
            var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            var tokens = new java.util.ArrayList<byte[]>();
            while (bytes.remaining() >= 2) {
                var token = new byte[bytes.getShort() & LONGEST];
                if (token.length > bytes.remaining()) return Optional.empty();
                bytes.get(token);
                tokens.add(token);
            }
            return bytes.hasRemaining() ? Optional.empty() : Optional.of(new Vocabulary(tokens.toArray(byte[][]::new)));
        } catch (IOException e) {
            throw new RunException("cannot read " + file + ": " + AtomicFiles.reason(e), "check that it is a readable file", e);
        }
    }
}
