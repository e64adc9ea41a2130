package dev.retool4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Python with the field's own libraries: `RETOOL_TORCH_PYTHON` names one, else it is `python3`.
final class ReferencePython {
    private final String python = System.getenv().getOrDefault("RETOOL_TORCH_PYTHON", "python3");

    /// Skips the test where it lacks a module.
    ReferencePython(String modules) throws InterruptedException {
        assumeTrue(run(List.of(python, "-c", "import " + modules)) == null,
                python + " has not all of " + modules + "; set RETOOL_TORCH_PYTHON to one that has");
    }

    /// Runs a script of src/test/python, which must succeed.
    void script(String name, List<Path> arguments) throws InterruptedException {
        var command = new ArrayList<>(List.of(python, Path.of("src/test/python", name).toAbsolutePath().toString()));
        arguments.forEach(argument -> command.add(argument.toString()));
        assertThat(run(command)).isNull();
    }

    /// Null where it succeeds, else what it printed.
    private static @Nullable String run(List<String> command) throws InterruptedException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? null : output;
        } catch (IOException e) {
            return e.getMessage();
        }
    }
}
