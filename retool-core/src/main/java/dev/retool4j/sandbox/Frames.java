package dev.retool4j.sandbox;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.json.JsonMapper;

/// The bytes that go to a worker and come from it; server.py documents them.
final class Frames {
    static final int RUN = 1;
    static final int CANCEL = 2;
    static final int BLOCK = 3;
    static final int CLOSE = 4;
    static final int RESULT = 1;
    static final int READY = 2;
    static final int LARGEST = 32 << 20;
    private static final int ABSENT = -1;
    private static final int PRINT_LAST = 1;

    private Frames() {}

    /// Why a snippet ended, in the order of server.py's constants.
    enum Reason {
        EXITED, TIME, OUTPUT, MEMORY, CANCELLED, FAILED
    }

    /// A worker's answer to one request.
    record Reply(Reason reason, int signal, int exitCode, double wall, double cpu, long residentKb, String stdout, String stderr,
            Map<String, byte[]> files) {}

    static ByteBuffer run(long id, Snippet snippet, LocalOptions options) {
        return snippet(ByteBuffer.allocate(9).put((byte) RUN).putLong(id).array(), snippet, options);
    }

    static ByteBuffer block(long id, long session, Snippet snippet, LocalOptions options) {
        return snippet(ByteBuffer.allocate(17).put((byte) BLOCK).putLong(id).putLong(session).array(), snippet, options);
    }

    private static ByteBuffer snippet(byte[] head, Snippet snippet, LocalOptions options) {
        var mapper = JsonMapper.shared();
        var code = Output.bytes(snippet.code());
        var stdin = snippet.stdin() == null ? new byte[0] : Output.bytes(snippet.stdin());
        var files = new byte[0];
        if (!snippet.files().isEmpty()) {
            var encoded = new HashMap<String, String>();
            snippet.files().forEach((name, content) -> encoded.put(name, Base64.getEncoder().encodeToString(content)));
            files = mapper.writeValueAsBytes(encoded);
        }
        var fetch = snippet.fetch().isEmpty() ? new byte[0] : mapper.writeValueAsBytes(snippet.fetch());
        var size = head.length + 32 + 21 + (long) code.length + stdin.length + files.length + fetch.length;
        if (size > LARGEST) {
            throw new IllegalArgumentException("a snippet with its input and files may have " + LARGEST + " bytes, got " + size);
        }
        var limits = snippet.limits();
        var frame = ByteBuffer.allocate(4 + (int) size).putInt((int) size).put(head);
        frame.putDouble(limits.wall().toNanos() / 1e9).putDouble(options.wallFactor()).putInt(limits.memoryMb()).putInt(limits.outputKb())
                .putInt(limits.processes()).putInt(fetch.length);
        frame.putLong(seed(snippet.seed() != null ? snippet.seed() : options.seed(), code))
                .put((byte) (options.printLast() ? PRINT_LAST : 0));
        frame.putInt(code.length).putInt(snippet.stdin() == null ? ABSENT : stdin.length).putInt(files.length);
        return frame.put(code).put(stdin).put(files).put(fetch).flip();
    }

    static ByteBuffer cancel(long id) {
        return ByteBuffer.allocate(13).putInt(9).put((byte) CANCEL).putLong(id).flip();
    }

    static ByteBuffer close(long session) {
        return ByteBuffer.allocate(13).putInt(9).put((byte) CLOSE).putLong(session).flip();
    }

    /// The seed of one snippet: a mix of the given one with the source, so that what a snippet draws depends on nothing else.
    private static long seed(@org.jspecify.annotations.Nullable Long seed, byte[] code) {
        if (seed == null) return ThreadLocalRandom.current().nextLong();
        var hash = 0xcbf29ce484222325L ^ seed;
        for (var b : code)
            hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }

    /// Reads what follows the type and id of a result.
    static Reply reply(DataInputStream in, LocalOptions options) throws IOException {
        var reason = in.readUnsignedByte();
        if (reason >= Reason.values().length) throw new IOException("the worker gave the unknown reason " + reason);
        var signal = in.readUnsignedByte();
        var exitCode = in.readInt();
        var wall = in.readDouble();
        var cpu = in.readDouble();
        var residentKb = in.readLong();
        var sizes = new int[]{in.readInt(), in.readInt(), in.readInt()};
        var keep = options.keepKb() << 10;
        var stdout = Output.text(in.readNBytes(sizes[0]), keep, options.hideAddresses());
        var stderr = Output.text(in.readNBytes(sizes[1]), keep, options.hideAddresses());
        return new Reply(Reason.values()[reason], signal, exitCode, wall, cpu, residentKb, stdout, stderr, files(in, sizes[2]));
    }

    private static Map<String, byte[]> files(DataInputStream in, int size) throws IOException {
        if (size == 0) return Map.of();
        var files = new HashMap<String, byte[]>();
        for (var left = size; left > 0;) {
            var name = in.readInt();
            var content = in.readInt();
            files.put(new String(in.readNBytes(name), StandardCharsets.UTF_8), in.readNBytes(content));
            left -= 8 + name + content;
        }
        return files;
    }
}
