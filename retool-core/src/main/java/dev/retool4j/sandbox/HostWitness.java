package dev.retool4j.sandbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;

/// Secrets of this machine that a snippet must not reach: a file, a process with a secret in its environment, a TCP service on the loopback
/// interface, an abstract Unix socket. They exist while this is open.
final class HostWitness implements AutoCloseable {
    private static final String SERVICE = """
            import select, socket, sys
            tcp = socket.socket(); tcp.bind(('127.0.0.1', 0)); tcp.listen(8)
            unix = socket.socket(socket.AF_UNIX); unix.bind('\\0retool-witness-%d' % tcp.getsockname()[1]); unix.listen(8)
            print(tcp.getsockname()[1], flush=True)
            while True:
                for s in select.select([tcp, unix, sys.stdin], [], [])[0]:
                    if s is sys.stdin: sys.exit()
                    c, _ = s.accept(); c.sendall(b'TOPSECRET-NET'); c.close()
            """;

    private final Path file;
    private final Process service;
    private final Map<String, String> placeholders = new HashMap<>();

    HostWitness(String python) {
        try {
            file = Files.createTempFile("retool-witness", ".txt");
            Files.writeString(file, "TOPSECRET-FILE\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            var builder = new ProcessBuilder(python, "-I", "-c", SERVICE).redirectError(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("RETOOL_WITNESS", "TOPSECRET-ENV");
            service = builder.start();
            var port = new BufferedReader(new InputStreamReader(service.getInputStream(), StandardCharsets.UTF_8)).readLine();
            if (port == null) throw new IOException("the service for the network cases did not start");
            placeholders.put("HOST_PID", Long.toString(ProcessHandle.current().pid()));
            placeholders.put("HOST_PORT", port);
            placeholders.put("HOST_SECRET_FILE", file.toString());
            placeholders.put("HOST_ABSTRACT", "retool-witness-" + port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set up the secrets for the sandbox check: " + e.getMessage(), e);
        }
    }

    /// What the placeholders in the cases stand for.
    Map<String, String> placeholders() {
        return placeholders;
    }

    @Override
    public void close() {
        try {
            service.getOutputStream().close();
            service.destroy();
            service.waitFor();
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
