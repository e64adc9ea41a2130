package dev.retool4j.data;

import dev.retool4j.chat.InterpreterOutput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.json.JsonMapper;

/// Runs snippets in one plain `python3` process, for tests; the test is skipped where there is none.
public final class PythonRunner implements CodeRunner, AutoCloseable {
    private final Process process;
    private final Path script;
    private final Writer in;
    private final BufferedReader out;

    private PythonRunner(Process process, Path script) {
        this.process = process;
        this.script = script;
        in = process.outputWriter(StandardCharsets.UTF_8);
        out = process.inputReader(StandardCharsets.UTF_8);
    }

    public static PythonRunner start() throws IOException {
        var script = Files.createTempFile("run_snippets", ".py");
        try (var source = Objects.requireNonNull(PythonRunner.class.getResourceAsStream("run_snippets.py"))) {
            Files.write(script, source.readAllBytes());
        }
        try {
            return new PythonRunner(
                    new ProcessBuilder("python3", "-I", "-S", script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start(),
                    script);
        } catch (IOException e) {
            Assumptions.abort("there is no python3 on the path: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public synchronized Execution run(String source) {
        try {
            var json = JsonMapper.shared();
            in.write(json.writeValueAsString(source) + "\n");
            in.flush();
            var answer = json.readTree(out.readLine());
            var printed = answer.get(1).asString().strip();
            if (!answer.get(0).asBoolean()) return new Execution(false, answer.get(2).asString());
            return new Execution(true, printed.isEmpty() ? InterpreterOutput.NOTHING_PRINTED : printed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.delete(script);
    }
}
