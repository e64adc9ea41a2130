package dev.retool4j.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// `retool serve` in a process of its own, on a free port.
final class ServeProcess implements AutoCloseable {
    private final Process process;
    private final URI url;

    /// @param key that clients must send; empty: none
    ServeProcess(String key, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), Main.class.getName(), "serve"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--port", "0", "--json"));
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().remove("RETOOL_API_KEY");
        if (!key.isEmpty()) builder.environment().put("RETOOL_API_KEY", key);
        process = builder.start();
        var line = new StringBuilder();
        for (int c; (c = process.getInputStream().read()) > 0 && c != '\n';)
            line.append((char) c);
        url = URI.create(JsonMapper.shared().readTree(line.toString()).get("url").asString());
    }

    URI url() {
        return url;
    }

    /// Ends it as SIGTERM does.
    ///
    /// @return the exit code
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
