package dev.retool4j.analysis.purpose;

import dev.retool4j.sandbox.PythonEnvironment;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads the syntax of programs with Python's own parser, in one isolated Python process that stays. Safe for use by many threads, one of
/// which is served at a time.
///
/// A plain process (`-I -S`: no user site, no environment, no packages) and not the sandbox: programs are parsed and never run, so that no
/// confinement is needed but a limit of time and memory, and a block takes a tenth of a millisecond. A program that ends the process counts as unreadable.
public final class PythonSyntax implements AutoCloseable {
    private static final int LARGEST = 200_000; // characters
    private static final JsonMapper JSON = JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

    private final Path python;
    private final String script = script();
    private @Nullable Process process;
    private @Nullable BufferedWriter in;
    private @Nullable BufferedReader out;
    private boolean closed;

    public PythonSyntax(Path python) {
        this.python = python;
    }

    /// With the sandbox's Python, or any `python3`: it needs no packages. Empty where there is none.
    public static Optional<PythonSyntax> find() {
        var named = System.getenv(PythonEnvironment.PYTHON_VARIABLE);
        if (named != null && !named.isBlank()) return Optional.of(new PythonSyntax(Path.of(named)));
        for (var folder : Objects.requireNonNullElse(System.getenv("PATH"), "").split(File.pathSeparator)) {
            var python = Path.of(folder, "python3");
            if (!folder.isEmpty() && Files.isExecutable(python)) return Optional.of(new PythonSyntax(python));
        }
        var made = PythonEnvironment.cacheFolder().resolve("python").resolve("bin").resolve("python3");
        return Files.isExecutable(made) ? Optional.of(new PythonSyntax(made)) : Optional.empty();
    }

    /// The syntax of a program; [Syntax#UNREADABLE] where it is no Python, or too large.
    ///
    /// @throws UncheckedIOException  where Python cannot be started
    /// @throws IllegalStateException after [#close]
    public synchronized Syntax of(String code) {
        if (closed) throw new IllegalStateException("the reader of Python's syntax is closed");
        if (code.isBlank() || code.length() > LARGEST) return Syntax.UNREADABLE;
        try {
            if (process == null || in == null || out == null || !process.isAlive()) start();
            Objects.requireNonNull(in).write(JSON.writeValueAsString(Map.of("code", code)));
            in.write('\n');
            in.flush();
            var answer = Objects.requireNonNull(out).readLine();
            if (answer != null) {
                var read = JSON.readValue(answer, Syntax.class);
                return read.parsed() ? read : Syntax.UNREADABLE;
            }
        } catch (IOException | JacksonException e) {
            if (process == null) throw new UncheckedIOException("cannot start " + python + ": " + e.getMessage(), new IOException(e));
        }
        stop(); // the program was too much for it
        return Syntax.UNREADABLE;
    }

    private void start() throws IOException {
        stop();
        var builder = new ProcessBuilder(List.of(python.toString(), "-I", "-S", "-B", "-c", script))
                .redirectError(ProcessBuilder.Redirect.DISCARD).directory(new File("/"));
        builder.environment().clear();
        process = builder.start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    @Override
    public synchronized void close() {
        closed = true;
        stop();
    }

    private void stop() {
        if (process != null) process.destroyForcibly();
        process = null;
        in = null;
        out = null;
    }

    private static String script() {
        try (var in = Objects.requireNonNull(PythonSyntax.class.getResourceAsStream("syntax.py"), "syntax.py is part of this program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read syntax.py", e);
        }
    }
}
